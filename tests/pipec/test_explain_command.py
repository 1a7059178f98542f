"""`pipec explain`: pages of codes, and the way back from emitted nodes."""

import json

import pytest

from compiler.catalogue import codes
from tests.pipec.command_line import SMALL, run, write


def test_a_code():
    ran = run("explain", "PC101")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("PC101 unknown-key (error)\n\n")
    assert "\n\nBad\n\n    version: 1\n" in ran.out
    assert run("explain", "pc101") == ran


def test_all_codes():
    ran = run("explain", "codes")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == list(codes())


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ("PCC101", "Did you mean `PC101`?"),
        ("nonsense", "`pipec explain codes` lists them"),
        ("pipeline.yaml", "is a file: say which node of it, such as `pipeline.yaml#/`"),
        ("none.json#/x", "There is no file `none.json`"),
        ("pipeline.yaml#/x", "is in no bundle"),
        ("pipec-out/shop/plan.json#/jobs", "Nothing is known of where `plan.json` comes from"),
        (
            "pipec-out/shop/compose/compose.jobs.yaml#services",
            "Try `pipec-out/shop/compose/compose.jobs.yaml#/services`",
        ),
    ],
)
def test_what_cannot_be_explained(shop, subject, message):
    run("compile", "-t", "compose")
    ran = run("explain", subject)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_node(shop, monkeypatch):
    run("compile", "-t", "compose")
    node = "pipec-out/shop/compose/compose.jobs.yaml#/services/test.step.step-1"
    ran = run("explain", node)
    assert ran.code == 0, ran.err
    assert ran.out == (
        "compose/compose.jobs.yaml#/services/test.step.step-1 comes from pipeline.yaml:7:9\n\n"
        "7 |       - script: make test\n"
    )
    assert run("explain", node + "/image").out.endswith(f"3 | {SMALL.splitlines()[2]}\n")
    below = run("explain", node + "/nothing/here")
    assert "#/services/test.step.step-1/nothing/here has no line of its own; the nearest before it,\n" in below.out
    monkeypatch.chdir(shop / "pipec-out/shop")
    assert run("explain", "compose/compose.jobs.yaml#/services/test.step.step-1") == ran


def test_a_bundle_whose_pipeline_is_elsewhere(shop, tmp_path, monkeypatch):
    run("compile", "-t", "compose", "--out", str(tmp_path / "out"))
    (shop / "pipeline.yaml").unlink()
    ran = run("explain", f"{tmp_path}/out/shop/compose/compose.jobs.yaml#/services/test.step.step-1")
    assert ran.code == 0
    assert ran.out.endswith("comes from pipeline.yaml:7:9\n(`pipeline.yaml` is not to be found from here)\n")
    write(shop, {"pipeline.yaml": "short\n"})
    ran = run("explain", f"{tmp_path}/out/shop/compose/compose.jobs.yaml#/services/test.step.step-1")
    assert "has changed since" in ran.out


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": 2}',
        '{"format": 1, "sources": [], "files": {"compose/compose.jobs.yaml": {"": [0, 1, 1, 1, 1]}}}',
        "[" * 100_000,
    ],
)
def test_a_damaged_source_map(shop, text):
    run("compile", "-t", "compose")
    (shop / "pipec-out/shop/sourcemap.json").write_text(text)
    ran = run("explain", "pipec-out/shop/compose/compose.jobs.yaml#/services")
    assert (ran.code, ran.out) == (2, "")
    assert "is damaged, or of another version" in ran.err
    (shop / "pipec-out/shop/sourcemap.json").unlink()
    assert "cannot be read" in run("explain", "pipec-out/shop/compose/compose.jobs.yaml#/services").err


def test_every_line_of_a_source_map_can_be_explained(shop):
    run("compile", "-t", "compose", "-t", "woodpecker")
    data = json.loads((shop / "pipec-out/shop/sourcemap.json").read_text())
    nodes = [f"pipec-out/shop/{file}#{pointer}" for file, lines in data["files"].items() for pointer in lines]
    assert nodes
    for node in nodes:
        ran = run("explain", node)
        assert (ran.code, ran.err) == (0, "")
        assert "comes from pipeline.yaml:" in ran.out
