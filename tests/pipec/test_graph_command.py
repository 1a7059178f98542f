"""`pipec graph`: what is drawn, in all its forms."""

import json
import re

import pytest

from tests.pipec.command_line import SMALL, WRONG, run, write

STEPS = "steps: [{script: x}]"
GRAPH = f"""\
version: 1
name: shop
jobs:
  lint: {{timeout: 5m, {STEPS}}}
  test:
    timeout: 20m
    matrix: {{python: [3.10, 3.11], os: [linux, mac]}}
    {STEPS}
  build: {{timeout: 15m, depends_on: [lint, test], {STEPS}}}
  release:
    timeout: 30m
    depends_on: [build, lint]
    conditional: env.CI_COMMIT_BRANCH == 'main'
    {STEPS}
  report: {{timeout: 1m, depends_on: [test], runs_on: [failure], {STEPS}}}
  tidy: {{timeout: 30s, depends_on: [release], runs_on: [success, failure], {STEPS}}}
"""


@pytest.fixture
def graph(here):
    return write(
        here, {"pipeline.yaml": GRAPH, "durations.json": json.dumps({"lint": 900.25, "test-3-10-mac": 70, "test": 60})}
    )


@pytest.mark.parametrize("form", ["text", "mermaid", "dot", "svg", "json"])
@pytest.mark.parametrize(
    "options",
    [(), ("--reduce", "--blast", "test"), ("--unfold", "--durations", "durations.json")],
    ids=["plain", "reduced", "unfolded"],
)
def test_forms(graph, form, options, snapshot):
    ran = run("graph", "--format", form, *options)
    assert ran.code == 0, ran.err
    assert ran.out == snapshot
    assert ran.out.endswith("\n")


def data(*options):
    ran = run("graph", "--format", "json", *options)
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert found["version"] == 1
    return found["graph"]


def test_the_critical_path_is_of_timeouts_or_of_what_was_measured(graph):
    found = data()
    assert found["critical_path"]["jobs"][-3:] == ["build", "release", "tidy"]
    assert found["critical_path"]["duration"] == 20 * 60 + 15 * 60 + 30 * 60 + 30
    measured = data("--durations", "durations.json")
    assert measured["critical_path"]["jobs"][0] == "lint"
    assert measured["critical_path"]["duration"] == 900.25 + 15 * 60 + 30 * 60 + 30
    seconds = {node["id"]: node["duration"] for node in measured["nodes"]}
    assert (seconds["test-3-10-mac"], seconds["test-3-11-mac"], seconds["build"]) == (70, 60, 900)


def test_levels_and_width(graph):
    found = data()
    assert [len(row) for row in found["levels"]] == [5, 2, 1, 1]
    assert (found["parallelism"]["count"], found["parallelism"]["exact"]) == (5, True)


def test_redundant_edges_are_marked_and_left_out(graph):
    found = data()
    assert found["redundant"] == [{"from": "lint", "to": "release"}]
    assert {"from": "lint", "to": "release", "critical": False, "redundant": True, "change": None} in found["edges"]
    reduced = data("--reduce")
    assert len(reduced["edges"]) == len(found["edges"]) - 1
    assert next(node for node in reduced["nodes"] if node["id"] == "release")["depends_on"] == ["build"]


def test_blast(graph):
    assert data("--blast", "test-3-11-mac")["blast"] == {
        "failed": ["test-3-11-mac"],
        "not_run": ["build", "release"],
        "run": ["report"],
    }
    assert len(data("--blast", "test")["blast"]["failed"]) == 4
    assert data("--blast", "tidy")["blast"] == {"failed": ["tidy"], "not_run": [], "run": []}
    ran = run("graph", "--blast", "biuld")
    assert (ran.code, ran.out) == (2, "")
    assert "There is no job `biuld`. Did you mean `build`?" in ran.err


def test_findings_go_to_standard_error_and_json_stays_json(here):
    write(here, {"pipeline.yaml": WRONG})
    ran = run("graph")
    assert (ran.code, ran.out) == (1, "")
    assert "error[PC101]" in ran.err
    found = json.loads(run("graph", "--format", "json").out)
    assert (found["graph"], found["diagnostics"][0]["code"]) == (None, "PC101")


def test_images_need_no_lock_to_be_drawn(here):
    component = "components: {web: {image: registry.example/web:1}}\n"
    write(here, {"pipeline.yaml": SMALL + component})
    assert run("plan").code == 1
    assert run("graph").code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "durations.json:1:2: this is no JSON"),
        ("[1]", "durations are a JSON object"),
        ('{"lint": "5m"}', 'the duration of `lint` is no number of seconds: "5m"'),
        ('{"lint": -1}', "no number of seconds"),
        ('{"lint": true}', "no number of seconds"),
        ('{"lint": NaN}', "no number of seconds"),
        ('{"lint": 1e999}', "no number of seconds"),
        ('{"lint": ' + "9" * 5000 + "}", "a number that is too long"),
        ('{"lint": ' + "[" * 100_000 + "}", "nested too deeply"),
    ],
)
def test_durations_that_are_none(graph, text, message):
    write(graph, {"durations.json": text})
    ran = run("graph", "--durations", "durations.json")
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_durations_that_are_not_there(graph):
    assert "does not exist" in run("graph", "--durations", "none.json").err
    assert "is a directory" in run("graph", "--durations", ".").err


def test_durations_of_jobs_that_are_gone_are_told(graph):
    write(graph, {"durations.json": '{"gone": 1, "lint": 2}'})
    ran = run("graph", "--durations", "durations.json")
    assert ran.code == 0
    assert "warning: the durations name jobs that are not there: gone" in ran.err


def test_text_fits_a_terminal(here):
    names = [f"a-job-with-quite-a-long-name-{number}" for number in range(60)]
    jobs = "".join(f"  {name}: {{{STEPS}}}\n" for name in names)
    jobs += f"  last: {{depends_on: [{', '.join(names)}], {STEPS}}}\n"
    write(here, {"pipeline.yaml": f"version: 1\nname: shop\njobs:\n{jobs}"})
    text = run("graph", "--blast", names[0]).out
    assert max(map(len, text.splitlines())) <= 80
    after = re.search(r"after (.*?)\n\n", text, re.DOTALL)
    assert after is not None
    assert [name.strip() for name in after[1].replace("\n", " ").split(",")] == names
    assert f"    after {', '.join(names)}\n" in run("graph", "--width", "0").out


def test_many_instances_are_folded(here):
    matrix = ", ".join(map(str, range(40)))
    jobs = f"  test: {{matrix: {{n: [{matrix}]}}, {STEPS}}}\n  last: {{depends_on: [test], {STEPS}}}\n"
    write(here, {"pipeline.yaml": f"version: 1\nname: shop\njobs:\n{jobs}"})
    drawn = run("graph").out
    assert "  test x40  30m\n" in drawn
    assert "    after test\n" in drawn
    assert run("graph", "--format", "dot").out.count("->") == 1
    assert run("graph", "--format", "dot", "--unfold").out.count("->") == 40


@pytest.mark.parametrize("form", ["text", "mermaid", "dot", "svg", "html", "json"])
def test_a_large_graph(here, form):
    jobs = "".join(
        f"  j{n}: {{depends_on: [{f'j{n - 1}, j{n // 2}' if n > 2 else ''}], {STEPS}}}\n" for n in range(2000)
    )
    write(here, {"pipeline.yaml": f"version: 1\nname: shop\njobs:\n{jobs}"})
    ran = run("graph", "--format", form, "--reduce", "--quiet")
    assert ran.code == 0
    assert ("levels 1 to 14" if form in {"svg", "html"} else "j1999") in ran.out
    assert ("Mermaid draws at most 500 edges" in ran.err) is (form == "mermaid")


@pytest.mark.parametrize(
    ("columns", "options", "widest"),
    [("", (), 80), ("60", (), 60), ("60", ("--width", "100"), 100), ("7", (), 32), ("0", (), 80), ("wide", (), 80)],
)
def test_the_width_is_what_is_asked_then_columns_then_80(graph, monkeypatch, columns, options, widest):
    monkeypatch.setenv("COLUMNS", columns)
    lines = run("graph", "--unfold", "--quiet", *options).out.splitlines()
    assert widest - 30 < max(map(len, lines)) <= widest


def test_colour_is_for_who_wants_it(graph, monkeypatch):
    assert "\x1b[" not in run("graph").out
    assert "\x1b[1mbuild\x1b[0m" in run("graph", "--color", "always").out
    assert "\x1b[31m" in run("graph", "--color", "always", "--blast", "build").out


@pytest.mark.parametrize("form", ["text", "mermaid", "dot", "svg", "html", "json"])
def test_out_writes_what_would_be_printed(graph, form):
    printed = run("graph", "--format", form, "--quiet").out
    ran = run("graph", "--format", form, "--quiet", "--out", "drawn")
    assert (ran.code, ran.out) == (0, "")
    assert (graph / "drawn").read_text("utf-8") == printed


def test_out_that_cannot_be_written(graph):
    ran = run("graph", "--out", "none/drawn")
    assert (ran.code, ran.out) == (1, "")
    assert "none/drawn cannot be written: No such file or directory" in ran.err


@pytest.mark.parametrize("command", ["graph", "plan"])
def test_a_comment_for_a_target_is_not_missed_where_no_target_was_asked(here, command):
    """Only compiling finds what targets say; that there is nothing to silence, drawing cannot know."""
    own = SMALL.replace("\n", " # pipec: ignore[PC712] said by Nomad\n", 1)
    write(here, {"pipeline.yaml": own})
    assert run(command).err == ""
    write(here, {"pipeline.yaml": own.replace("PC712", "PC101")})
    assert "warning[PC901]" in run(command).err
