"""Checkstyle's XML; it has no schema, so the grammar stands here: what Checkstyle itself writes."""

import re

from compiler.diagnostics.render_checkstyle import write
from tests.diagnostics.grammar import NAME, PLACE, Rules, parse
from tests.diagnostics.reports import EMPTY, EVERYTHING, NOTHING, ODD

GRAMMAR = {
    "checkstyle": Rules({"version": re.compile(r"\d+\.\d+")}, children=("file",)),
    "file": Rules({"name": NAME}, children=("error",)),
    "error": Rules(
        {
            "line": PLACE,
            "severity": re.compile("error|warning|info|ignore"),
            "message": NAME,
            "source": re.compile(r"[\w.-]+"),
        },
        {"column": PLACE},
    ),
}


def read(text):
    """Return the attributes of the errors by file."""
    root = parse(text, "checkstyle", GRAMMAR)
    files = {file.get("name"): [error.attrib for error in file] for file in root}
    assert len(files) == len(root), "a file stands there once"
    return files


def test_the_document():
    files = read(write(EVERYTHING))
    assert list(files) == ["ci/a.yaml", "clean.yaml", "ci/b.yaml", "absent.yaml", ODD]
    assert files["ci/a.yaml"][0] == {
        "line": "5",
        "column": "5",
        "severity": "error",
        "message": "a job has no key `timout`\ndid you mean `timeout`?\nvalid keys: `timeout`",
        "source": "pipec.PC101",
    }
    assert [error["severity"] for error in files["ci/a.yaml"]] == ["error", "warning", "info", "error"]
    hostile = files["ci/a.yaml"][2]["message"]
    assert hostile.startswith("a%b\nc, d: e ]]> \"f\" 'g' <h> & ␛[2J␀␋<U+2028><U+202E><U+FFFE><U+FFFF> ::error::x")
    assert (files["clean.yaml"], files["absent.yaml"][0]["line"]) == ([], "1")
    assert files["ci/b.yaml"][0]["source"] == "pipec.internal-error"


def test_nothing_found_is_a_document():
    assert read(write(EMPTY)) == {"ci/a.yaml": []}
    assert read(write(NOTHING)) == {}
