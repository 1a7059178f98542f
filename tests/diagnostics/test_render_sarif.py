"""SARIF: valid, consistent, and true to the spans and fixes that it is made of."""

import json

import pytest

from compiler.diagnostics import Edit, Fix, Span
from compiler.diagnostics.apply import apply_fixes
from compiler.diagnostics.render_sarif import write
from compiler.diagnostics.report import Linted
from compiler.source import Source
from tests.diagnostics import sarif_checks
from tests.diagnostics.reports import EMPTY, EVERYTHING, FIX, HOSTILE, NOTHING, ODD, PAGE, TEXT, found, report, span

REPORTS = pytest.mark.parametrize("given", [EVERYTHING, EMPTY, NOTHING], ids=["everything", "empty", "nothing"])


@REPORTS
def test_the_official_schema(given):
    sarif_checks.check_schema(write(given))


@REPORTS
def test_a_library_reads_it(given):
    sarif_checks.check_model(write(given))


def test_the_tool_and_its_rules():
    driver = sarif_checks.read(write(EVERYTHING))["tool"]["driver"]
    (rule,) = driver.pop("rules")
    assert driver == {"name": "pipec", "version": "1.2.3", "semanticVersion": "1.2.3"}
    assert rule == {
        "id": "PC101",
        "name": "unknown-key",
        "shortDescription": {"text": "A step has known keys."},
        "fullDescription": {"text": "A misspelt one is lost."},
        "help": {"text": PAGE, "markdown": PAGE},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["pipeline", "language"]},
    }


def test_the_results():
    first, several, hint, nowhere, absent, odd = sarif_checks.read(write(EVERYTHING))["results"]
    assert [result["level"] for result in (first, several, hint)] == ["error", "warning", "note"]
    assert first["message"]["text"] == "a job has no key `timout`\ndid you mean `timeout`?\nvalid keys: `timeout`"
    (place,) = first["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "ci/a.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 5, "startColumn": 5, "endLine": 5, "endColumn": 11, "snippet": {"text": "timout"}},
        "contextRegion": {"startLine": 5, "endLine": 5, "snippet": {"text": "    timout: 5m"}},
    }
    context = several["locations"][0]["physicalLocation"]["contextRegion"]
    assert (context["startLine"], context["endLine"], context["snippet"]["text"].count("\n")) == (5, 7, 2)
    (related,) = several["relatedLocations"]
    assert (related["id"], related["message"]["text"]) == (1, "here")
    assert hint["message"]["text"].startswith(HOSTILE.partition("[y](")[0])
    assert "[y\\](1)" in hint["message"]["text"]
    top = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    assert nowhere["locations"][0]["physicalLocation"]["region"] == top
    assert "relatedLocations" not in nowhere
    assert absent["locations"][0]["physicalLocation"]["region"] == top
    assert odd["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (
        "a%20b%2Cc%3Ad%25%C3%A9%5D%5D%3E%26%22%3C%27.yaml"
    )
    assert ODD.startswith("a b,c:d%é")


def test_a_file_on_which_the_tool_failed():
    (invocation,) = sarif_checks.read(write(EVERYTHING))["invocations"]
    (told,) = invocation["toolExecutionNotifications"]
    assert (invocation["executionSuccessful"], invocation["exitCode"], told["level"]) == (False, 3, "error")
    assert told["message"]["text"].startswith("pipec 1.2.3: internal error")
    assert told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "ci/b.yaml"
    assert sarif_checks.read(write(EMPTY))["invocations"] == [
        {"executionSuccessful": True, "exitCode": 0, "toolExecutionNotifications": []}
    ]


def test_the_files():
    artifacts = sarif_checks.read(write(EVERYTHING))["artifacts"]
    roles = {artifact["location"]["uri"]: artifact.get("roles") for artifact in artifacts}
    assert roles["clean.yaml"] == roles["ci/a.yaml"] == ["analysisTarget"]
    assert roles["absent.yaml"] is None


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/srv/a b.yaml", {"uri": "file:///srv/a%20b.yaml"}),
        ("../a.yaml", {"uri": "../a.yaml", "uriBaseId": "%SRCROOT%"}),
        ("<stdin>", {"uri": "%3Cstdin%3E", "uriBaseId": "%SRCROOT%"}),
        ("a\udcff#?\n.yaml", {"uri": "a%FF%23%3F%0A.yaml", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_paths_are_uris(path, location):
    run = sarif_checks.read(write(EMPTY._replace(files=(Linted(path),))))
    assert run["artifacts"][0]["location"] == location


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("part", ["é🎉", "timout", "timout: 5m\n  test", "jobs:\n", "\n"])
def test_a_region_holds_what_the_span_does(newline, part):
    text, part = TEXT.replace("\n", newline), part.replace("\n", newline)
    place = span(part, text=text)
    run = sarif_checks.read(write(report(found(at=place), sources={"ci/a.yaml": Source("ci/a.yaml", text)})))
    physical = run["results"][0]["locations"][0]["physicalLocation"]
    start, end = sarif_checks.slice_of(run, text, physical["region"])
    assert (start, end) == (place.start, place.end)
    assert physical["region"]["snippet"]["text"] == text[start:end]
    assert part.strip() in physical["contextRegion"]["snippet"]["text"]


def test_a_fix_does_what_the_edits_do():
    fix = Fix(
        "several",
        safe=True,
        edits=(
            Edit(span("timout", nth=1), "timeout"),
            Edit(span("🎉"), ""),
            Edit(span("timout"), "timeout"),
            Edit(Span("ci/a.yaml", len(TEXT), len(TEXT)), "x: 🎉\n"),
            Edit(Span("ci/a.yaml", 0, 0), "# é\n"),
        ),
    )
    run = sarif_checks.read(write(report(found(fix=fix))))
    (told,) = run["results"][0]["fixes"]
    expected, _ = apply_fixes({"ci/a.yaml": TEXT}, [fix])
    assert sarif_checks.apply(run, {"ci/a.yaml": TEXT}, told) == expected
    assert told["description"]["text"] == "several"


@pytest.mark.parametrize(
    "fix", [FIX._replace(safe=False), FIX._replace(edits=(Edit(Span("absent", 0, 0), "x"),)), None]
)
def test_only_safe_fixes_of_files_that_were_read_are_told(fix):
    (result,) = sarif_checks.read(write(report(found(fix=fix))))["results"]
    assert "fixes" not in result


def test_a_long_span_is_not_quoted():
    text = "a\n" * 100
    place = Span("ci/a.yaml", 0, len(text))
    (result,) = sarif_checks.read(write(report(found(at=place), sources={"ci/a.yaml": Source("ci/a.yaml", text)})))[
        "results"
    ]
    physical = result["locations"][0]["physicalLocation"]
    assert physical["region"] == {"startLine": 1, "startColumn": 1, "endLine": 101, "endColumn": 1}
    assert "contextRegion" not in physical


def test_halves_of_pairs_are_escaped():
    rendered = write(report(found(message="\ud800")))
    assert json.loads(rendered.encode())["runs"][0]["results"][0]["message"]["text"] == "\ud800"
