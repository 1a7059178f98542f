"""JSON lines: each is one object, and as the schema says."""

import io
import json
import os
import time
from pathlib import Path

import jsonschema
import pytest

from runtime.reporting.choose import choose_observer
from tests.runtime.reporting.events import HOSTILE, RUN, plan_of, tell, write

SCHEMA = json.loads((Path(__file__).parents[3] / "schemas/run-events.schema.json").read_text(encoding="utf-8"))
NOON = "2025-11-21T12:00:00.000Z"
CHECK = jsonschema.Draft202012Validator(SCHEMA)


def told(**options):
    stream = io.StringIO()
    with choose_observer("json", plan_of("build", "lint", "publish"), stream=stream, **options) as observer:
        tell(observer)
        write(observer, "build", "", "of the job as a whole", stream="system", attempt=0)
        observer.step_changed("build", "test", 1, "skipped", 0, "")
    return stream.getvalue()


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_each_line_is_one_object_of_the_schema():
    rows = [json.loads(row) for row in told().splitlines()]
    for row in rows:
        CHECK.validate(row)
    assert rows[0]["format"] == 1
    assert {row["event"] for row in rows} == {"run", "job", "step", "log"}
    assert {row["run"] for row in rows} == {RUN}
    assert HOSTILE in {row.get("message") for row in rows}


def test_what_is_printed_obeys_no_terminal():
    text = told()
    assert text.isascii()
    assert "\x1b" not in text


def test_quiet_leaves_the_output_out():
    assert "log" not in {json.loads(row)["event"] for row in told(quiet=True).splitlines()}


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": "job", "run": RUN},
        {
            "event": "run",
            "format": 2,
            "timestamp": "2025-11-21T16:00:00.000Z",
            "run": RUN,
            "status": "running",
            "reason": "",
        },
        {"event": "other"},
    ],
)
def test_the_schema_refuses_what_is_wrong(wrong):
    assert not CHECK.is_valid(wrong)


def test_what_nobody_read_in_time_is_an_event_of_its_own():
    from runtime.reporting.json_lines import lost_line
    from runtime.reporting.outlet import Outlet

    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as stream, os.fdopen(reader, "rb") as source:
        outlet = Outlet(stream, backlog=1_000, patience=0.2, lost=lost_line)
        for _ in range(20_000):
            outlet.put(f'{{"event":"log","message":"{"x" * 50}"}}\n')
        os.set_blocking(reader, False)
        found = b""
        for _ in range(2_000):
            found += source.read(1 << 16) or b""
            if b'"lost"' in found:
                break
            outlet.put('{"event":"log","message":"again"}\n')
            time.sleep(0.002)
        outlet.close()
    events = [json.loads(line) for line in found.decode().splitlines() if line.endswith("}")]
    lost = [event for event in events if event["event"] == "lost"]
    assert lost
    assert lost[0]["lines"] > 0
