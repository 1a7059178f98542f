"""Every golden case of a review through the command: all formats, with the cache and without."""

import json

import pytest
from jsonschema import Draft202012Validator

from tests.pipec.command_line import ROOT, run
from tests.pipec.diff.test_formats import SCHEMA

CASES = sorted(path.parent for path in (ROOT / "golden" / "reviews").glob("*/before.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_a_case(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    sides = []
    for name in ("before", "after"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "pipeline.yaml").write_bytes((case / f"{name}.yaml").read_bytes())
        sides.append(name)
    plain = run("diff", "--no-cache", "--format", "json", *sides)
    data = json.loads(plain.out)
    Draft202012Validator(SCHEMA).validate(data)
    assert plain.code == (2 if data["changed"] else 0), plain.err
    assert run("diff", "--format", "json", *sides) == plain
    assert run("diff", "--format", "json", *sides) == plain, "from the cache"
    text = run("diff", *sides)
    long = [line for line in text.out.splitlines() if len(line) > 80 and " " in line.strip() and "→" not in line]
    assert long == []
    for file in data["files"]:
        for statement in file["statements"]:
            assert statement["text"].split(" ")[0] in text.out


def test_there_are_cases():
    assert len(CASES) > 20
