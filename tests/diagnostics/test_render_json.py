"""The format that other programs read."""

import json
from pathlib import Path

import jsonschema
import pytest

from compiler.diagnostics import NOWHERE, Diagnostic, Edit, Fix, Label, Span
from compiler.diagnostics.render_json import to_json, write
from compiler.source import Source
from tests.diagnostics.reports import EMPTY, EVERYTHING, NOTHING, found, report

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "diagnostics.schema.json").read_text(encoding="utf-8"))

SOURCES = {"p": Source("p", "é: 1\r\nb: 🎉x\r\n")}


def test_the_whole_format():
    found = Diagnostic(
        "PC101",
        "error",
        Span("p", 9, 11),
        "wrong `x`",
        "here",
        (Label(Span("q", 3, 4), "there"),),
        "do this",
        Fix("repair", safe=True, edits=(Edit(Span("p", 0, 0), "-"),)),
    )
    result = to_json([found], SOURCES)
    assert json.loads(json.dumps(result)) == {
        "version": 1,
        "diagnostics": [
            {
                "code": "PC101",
                "severity": "error",
                "message": "wrong `x`",
                "label": "here",
                "help": "do this",
                "place": {
                    "path": "p",
                    "start": 9,
                    "end": 11,
                    "line": 2,
                    "column": 4,
                    "endLine": 2,
                    "endColumn": 6,
                },
                "related": [{"message": "there", "place": {"path": "q", "start": 3, "end": 4}}],
                "fix": {
                    "title": "repair",
                    "safe": True,
                    "edits": [
                        {
                            "place": {
                                "path": "p",
                                "start": 0,
                                "end": 0,
                                "line": 1,
                                "column": 1,
                                "endLine": 1,
                                "endColumn": 1,
                            },
                            "replacement": "-",
                        }
                    ],
                },
            }
        ],
    }


def test_what_no_file_wrote_has_no_place():
    (found,) = to_json([Diagnostic("PC101", "hint", NOWHERE, "wrong")], {})["diagnostics"]
    assert (found["place"], found["fix"], found["related"]) == (None, None, [])


def closed(node):
    """The schema without room for members that it does not describe: what is written has none."""
    if isinstance(node, list):
        return [closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    below = {key: closed(value) for key, value in node.items()}
    return {**below, "additionalProperties": False} if isinstance(node.get("properties"), dict) else below


def validate(rendered):
    data = json.loads(rendered.encode())
    jsonschema.Draft202012Validator(closed(SCHEMA)).validate(data)
    return data


def test_the_published_schema_is_one_and_is_closed_for_the_test():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(closed(SCHEMA)).validate({**json.loads(write(EMPTY)), "more": 1})


def test_reports_are_what_the_schema_says():
    data = validate(write(EVERYTHING))
    assert data["files"] == ["ci/a.yaml", "clean.yaml", "ci/b.yaml"]
    assert [item["path"] for item in data["failed"]] == ["ci/b.yaml"]
    assert [item["place"] is None for item in data["diagnostics"]] == [False, False, False, True, False, False]
    assert validate(write(EMPTY)) == {"version": 1, "diagnostics": [], "files": ["ci/a.yaml"], "failed": []}
    assert validate(write(NOTHING))["files"] == []


def test_halves_of_pairs_are_escaped():
    assert validate(write(report(found(message="\ud800"))))["diagnostics"][0]["message"] == "\ud800"
