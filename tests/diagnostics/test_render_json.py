"""The format that other programs read."""

import json

from compiler.diagnostics import NOWHERE, Diagnostic, Edit, Fix, Label, Span
from compiler.diagnostics.render_json import to_json
from compiler.source import Source

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
