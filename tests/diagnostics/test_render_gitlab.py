"""GitLab's report: what its documentation asks of one, and fingerprints that stay."""

import json

import jsonschema
import pytest

from compiler.diagnostics import Span
from compiler.diagnostics.render_gitlab import write
from compiler.source import Source
from tests.diagnostics.reports import EMPTY, EVERYTHING, HOSTILE, NOTHING, TEXT, found, report, span

SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": r"^PC\d{3}$"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/).+"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def read(rendered):
    issues = json.loads(rendered.encode())
    jsonschema.Draft202012Validator(SCHEMA).validate(issues)
    names = [issue["fingerprint"] for issue in issues]
    assert len(set(names)) == len(names)
    return issues


def names(text, *places):
    sources = {"ci/a.yaml": Source("ci/a.yaml", text)}
    made = [found(at=span(part, nth=nth, text=text)) for part, nth in places]
    return [issue["fingerprint"] for issue in read(write(report(*made, sources=sources)))]


def test_the_report():
    issues = read(write(EVERYTHING))
    assert issues[0] | {"fingerprint": ""} == {
        "description": "a job has no key `timout`\ndid you mean `timeout`?\nvalid keys: `timeout`",
        "check_name": "PC101",
        "fingerprint": "",
        "severity": "major",
        "location": {"path": "ci/a.yaml", "lines": {"begin": 5}},
    }
    assert [issue["severity"] for issue in issues[:3]] == ["major", "minor", "info"]
    assert issues[3]["location"] == {"path": "ci/a.yaml", "lines": {"begin": 1}}
    assert "\x1b" not in issues[2]["description"]


def test_nothing_found_is_an_empty_array():
    assert read(write(EMPTY)) == read(write(NOTHING)) == []


@pytest.mark.parametrize(
    "moved",
    [
        "# a\n# b\n" + TEXT,
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("    timout", "        timout"),
        TEXT.replace("name: é", "name: ü"),
        TEXT + "more: x\n",
    ],
    ids=["down", "crlf", "indented", "other-line", "appended"],
)
def test_a_fingerprint_stays_when_other_lines_move(moved):
    places = [("timout", 0), ("timout", 1), ("jobs", 0)]
    assert names(moved, *places) == names(TEXT, *places)


def test_a_fingerprint_changes_with_its_line_code_path_and_place_in_the_line():
    (before,) = names(TEXT, ("timout", 0))
    assert names(TEXT.replace("timout: 5m", "timout: 6m"), ("timout", 0)) != [before]
    assert names(TEXT, ("5m", 0)) != [before]
    (other,) = read(write(report(found()._replace(code="PC102"))))
    assert other["fingerprint"] != before
    sources = {"ci/b.yaml": Source("ci/b.yaml", TEXT)}
    (other,) = read(write(report(found(at=span("timout", "ci/b.yaml")), sources=sources)))
    assert other["fingerprint"] != before


def test_a_fingerprint_does_not_come_from_the_message_unless_there_is_no_line():
    (one,), (two,) = (read(write(report(found(message=message)))) for message in ("line 3", "line 4"))
    assert one["fingerprint"] == two["fingerprint"]
    absent = [found(at=Span("absent", 0, 0), message=message) for message in ("a", "b", HOSTILE, "\ud800")]
    assert len(read(write(report(*absent)))) == 4


def test_equal_findings_are_told_apart():
    assert len(set(names(TEXT, ("timout", 0), ("timout", 1), ("timout", 1)))) == 3
