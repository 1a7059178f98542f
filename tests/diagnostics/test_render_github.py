"""Workflow commands, read back as a runner of GitHub Actions reads them."""

import re

import pytest

from compiler.diagnostics.render_github import write
from tests.diagnostics.reports import EMPTY, EVERYTHING, NOTHING, ODD, found, report, span

PROPERTY = r"\w+=[^\r\n:,]*"
COMMAND = re.compile(rf"::(?P<name>error|warning|notice) (?P<properties>{PROPERTY}(,{PROPERTY})*)::(?P<data>[^\r\n]*)")
NUMBERS = ("line", "endLine", "col", "endColumn")


def unescape(text, *pairs):
    for escaped, char in (*pairs, ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(escaped, char)
    return text


def read(text):
    """Yield name, properties and message of each line; what a runner would refuse fails."""
    assert text == "" or text.endswith("\n")
    for line in text.split("\n")[:-1]:
        command = COMMAND.fullmatch(line)
        assert command, line
        pairs = [item.split("=", 1) for item in command["properties"].split(",")]
        properties = {key: unescape(value, ("%3A", ":"), ("%2C", ",")) for key, value in pairs}
        assert len(properties) == len(pairs)
        check({name: int(properties[name]) for name in NUMBERS if name in properties})
        yield command["name"], properties, unescape(command["data"])


def check(numbers):
    """Hold lines and columns against the runner's own rules."""
    assert all(number >= 1 for number in numbers.values())
    assert numbers.get("endLine", 1) >= numbers.get("line", 1)
    if numbers.get("line") != numbers.get("endLine"):
        assert not {"col", "endColumn"} & set(numbers)
    elif "col" in numbers:
        assert numbers["endColumn"] >= numbers["col"]


def test_the_commands():
    first, several, hostile, nowhere, absent, odd, failed = read(write(EVERYTHING))
    assert first == (
        "error",
        {"file": "ci/a.yaml", "line": "5", "endLine": "5", "col": "5", "endColumn": "11", "title": "pipec PC101"},
        "a job has no key `timout`\ndid you mean `timeout`?\nvalid keys: `timeout`",
    )
    assert several[:2] == (
        "warning",
        {"file": "ci/a.yaml", "line": "5", "endLine": "7", "title": "pipec PC101"},
    )
    assert hostile[0] == "notice"
    assert hostile[2].startswith("a%b\nc, d: e ]]> \"f\" 'g' <h> & ␛[2J␀␋<U+2028><U+202E>")
    assert (nowhere[1]["file"], nowhere[1]["line"]) == ("ci/a.yaml", "1")
    assert absent[1]["file"] == "absent.yaml"
    assert odd[1]["file"] == ODD
    assert failed[1] == {"file": "ci/b.yaml", "title": "pipec failed"}
    assert failed[2].endswith("\nThis is a bug.")


@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n", "\u2028", "\x85", "\x0b"])
def test_no_message_begins_a_command_of_its_own(break_):
    text = write(report(found(message=f"x{break_}::set-env name=A::b", help=f"%0A{break_}::stop-commands::x")))
    assert len(text.splitlines()) == 1
    ((name, _, message),) = read(text)
    assert name == "error"
    assert "%0A" in message


def test_an_empty_span_has_columns():
    place = span("name")
    ((_, properties, _),) = read(write(report(found(at=place._replace(end=place.start)))))
    assert (properties["col"], properties["endColumn"]) == ("1", "1")


def test_nothing_found_is_nothing():
    assert (write(EMPTY), write(NOTHING)) == ("", "")
