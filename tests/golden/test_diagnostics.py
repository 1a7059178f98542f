"""The golden diagnostics: each folder of `golden/diagnostics` gives the diagnostics that its lines say.

A case holds `pipeline.yaml` and what it needs beside it. `#~ CODE` at the end of a line (several codes with spaces
between) says that a diagnostic of this code begins on the line. Where no comment can stand (in a block of text, in
broken YAML, in JSON) `markers.txt` says it: `LINE CODE`, `PATH:LINE CODE`, or `- CODE` for what no file wrote.
`options` has the options of an example, as pages have them (`compile`, `target=nomad`), one to a line.

`expected.txt` is the rendered text. `--update-goldens` writes it, and never excuses a marker that does not hold.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.catalogue import codes
from compiler.diagnostics.render_text import render
from tests.examples import Found, check_fixes, run_example

CASES = Path(__file__).parents[2] / "golden" / "diagnostics"
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())
NOT_SOURCES = ("expected.txt", "markers.txt", "options")

MARK = re.compile(r"#~(?P<codes>(?: PC\d{3})+)\s*$")
SIDE_MARK = re.compile(r"(?:(?P<nowhere>-)|(?:(?P<path>[^:\s]+):)?(?P<line>\d+)) (?P<code>PC\d{3})")

Place = tuple[str, int, str]
"""A file, a line from 1, a code; no file and line 0 for what no file wrote."""


def options_of(folder: Path) -> list[str]:
    options = folder / "options"
    return options.read_text().split() if options.exists() else []


def diagnose(folder: Path) -> Found:
    return run_example(folder, options_of(folder))


def marked(folder: Path) -> Iterator[Place]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in NOT_SOURCES:
            lines = re.split(r"\r\n|\r|\n", path.read_bytes().decode(errors="replace"))
            for number, line in enumerate(lines, 1):
                for code in found["codes"].split() if (found := MARK.search(line)) else ():
                    yield name, number, code
    side = folder / "markers.txt"
    for line in side.read_text().splitlines() if side.exists() else ():
        found = SIDE_MARK.fullmatch(line)
        assert found, f"markers.txt: `{line}` is no marker"
        yield (
            ("", 0, found["code"])
            if found["nowhere"]
            else (
                found["path"] or "pipeline.yaml",
                int(found["line"]),
                found["code"],
            )
        )


def places(found: Found) -> Iterator[Place]:
    for item in found.diagnostics:
        source = found.sources.get(item.span.path)
        line = source.position(item.span.start).line if source is not None else 1
        yield (item.span.path, line, item.code) if item.span.path else ("", 0, item.code)


@pytest.mark.parametrize("name", NAMES)
def test_the_markers_are_the_diagnostics(name):
    assert Counter(places(diagnose(CASES / name))) == Counter(marked(CASES / name))


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_as_expected(name, request):
    found = diagnose(CASES / name)
    text = render(found.diagnostics, found.sources, color=False)
    expected = CASES / name / "expected.txt"
    if request.config.getoption("update_goldens"):
        expected.write_bytes(text.encode())
    assert text == (expected.read_bytes().decode() if expected.exists() else "")


@pytest.mark.parametrize("name", NAMES)
def test_each_fix_removes_its_diagnostic_and_brings_no_other(name, tmp_path):
    shutil.copytree(CASES / name, tmp_path / "case")
    check_fixes(tmp_path / "case", options_of(CASES / name))


@pytest.mark.parametrize("name", NAMES)
def test_a_case_is_called_after_a_code_that_it_shows(name):
    assert re.fullmatch(r"PC\d{3}(-[a-z0-9]+)+", name)
    assert name[:5] in diagnose(CASES / name).codes


def test_every_code_of_the_language_and_of_advice_has_a_case():
    """Those of targets have the examples of their pages, and the emitted files beside them."""
    wanted = {code for code, module in codes().items() if not module.startswith("compiler.backends.")}
    assert wanted - {name[:5] for name in NAMES} == set()
