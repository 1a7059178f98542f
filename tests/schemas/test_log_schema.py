"""The schema of log lines: valid, described, and of one mind with what is written."""

import json
from pathlib import Path
from typing import get_args

import jsonschema
import pytest

from runtime.logs.json_lines import LineEncoder
from runtime.logs.line import Level, Line
from runtime.logs.lines import LONGEST
from runtime.records import Stream

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "log.schema.json").read_text(encoding="utf-8"))
CHECK = jsonschema.Draft202012Validator(SCHEMA)
PROPERTIES = SCHEMA["properties"]
FULL = Line(1_700_000_000_123, "info", "run", "job", "step", 1, "stdout", "message", "container", "correlation")


def test_it_is_a_schema_and_every_member_is_described():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert all(member["description"].endswith(".") for member in PROPERTIES.values())


def test_its_members_are_those_that_are_written():
    assert list(json.loads(LineEncoder().encode(FULL))) == list(PROPERTIES)
    bare = FULL._replace(step="", container="", correlation="")
    assert list(json.loads(LineEncoder().encode(bare))) == SCHEMA["required"]
    assert tuple(PROPERTIES["level"]["enum"]) == get_args(Level)
    assert tuple(PROPERTIES["stream"]["enum"]) == get_args(Stream)
    assert PROPERTIES["message"]["maxLength"] == LONGEST


@pytest.mark.parametrize("message", ["", "x", 'quote " \\ \n', "\x00\x1b[1m\x9b\u202e\ud800", "日本 😀"])
def test_what_is_written_fits(message):
    line = FULL._replace(message=message)
    data = json.loads(LineEncoder().encode(line))
    assert list(CHECK.iter_errors(data)) == []
    assert data["message"] == message
    assert not CHECK.is_valid({**data, "timestamp": "2026-01-31 10:00:00"})
    assert not CHECK.is_valid({**data, "stream": "stdin"})
    assert not CHECK.is_valid({key: value for key, value in data.items() if key != "run"})
