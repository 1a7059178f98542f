"""The clock is set back and forward while runs go on: `clock.py` shifts `time.time` of the runtime alone."""

import re
import time
from pathlib import Path

import pytest

from tests.runtime.runs.lab import BOUND

CLOCK = (str(Path(__file__).with_name("clock.py")),)
HOUR = 3600

JOBS = """
version: 1
name: clock
timeout: 10m
defaults: {checkout: false}
retry_policy: {initial_delay: 1, jitter: 0}
jobs:
  a: {steps: [{name: s, timeout: 1m, script: "touch HERE/began; while [ ! -e HERE/go ]; do sleep 0.05; done; echo a"}]}
  b:
    depends_on: [a]
    retry_count: 1
    steps: [{name: s, script: "echo b; test -e HERE/again || { touch HERE/again; exit 1; }"}]
"""


@pytest.mark.parametrize("offset", [-30 * 24 * HOUR, 30 * 24 * HOUR], ids=["back", "forward"])
def test_a_run_does_not_mind_the_clock(lab, offset):
    lab.program = CLOCK
    clock = lab.folder / "clock"
    lab.write(JOBS.replace("HERE", str(lab.folder)))
    began = time.monotonic()
    process = lab.start("run", CLOCK=str(clock))
    lab.wait_for_file(lab.folder / "began")
    clock.write_text(str(offset))
    (lab.folder / "go").touch()
    out, err = process.communicate(timeout=BOUND)
    took = (time.monotonic() - began) * 1000
    assert process.returncode == 0, out + err
    lab.program = ("-m", "pipec")
    with lab.queries as queries:
        steps, attempts, jobs = (part(lab.last) for part in (queries.steps, queries.attempts, queries.jobs))
        record = queries.find_run()
        for item in (*steps, *attempts, *jobs):
            assert 0 <= (item.duration_ms or 0) <= took
        assert 0 <= record.active_ms <= took
        (first,) = queries.execute("SELECT group_concat(action) FROM events WHERE resource = 'a'", ())
    assert first[0].index("running") < first[0].index("success")
    assert lab.pipec("audit", "verify").code == 0
    for arguments in (("report",), ("status",), ("history",), ("logs",), ("report", "--format", "html")):
        shown = lab.pipec(*arguments)
        assert shown.code in {0, 1}, shown.err
        assert "internal error" not in shown.err
        assert not re.search(r"-\d+(ms|s|m|h|d)\b", shown.out), arguments
    assert [line.split()[-1] for line in lab.pipec("logs", "--job", "a").out.splitlines()] == ["a"]


@pytest.mark.parametrize("offset", [-30 * 24 * HOUR, 30 * 24 * HOUR], ids=["back", "forward"])
def test_a_killed_run_goes_on_at_another_time(lab, offset):
    lab.program = CLOCK
    clock = lab.folder / "clock"
    lab.write(JOBS.replace("HERE", str(lab.folder)))
    process = lab.start("run", CLOCK=str(clock))
    lab.wait_for_file(lab.folder / "began")
    process.kill()
    process.communicate(timeout=BOUND)
    clock.write_text(str(offset))
    (lab.folder / "go").touch()
    done = lab.pipec("resume", CLOCK=str(clock))
    assert done.code == 0, done.err
    lab.program = ("-m", "pipec")
    assert lab.pipec("audit", "verify").code == 0
    assert lab.pipec("report").code == 0


ASKS = """
version: 1
name: asks
defaults: {checkout: false}
jobs:
  ask: {approval: {required: 1, timeout: TIME}, steps: [{name: s, script: "true"}]}
"""


def test_a_clock_that_is_set_forward_ends_no_question(lab):
    lab.program = CLOCK
    clock = lab.folder / "clock"
    lab.write(ASKS.replace("TIME", "1h"))
    process = lab.start("run", CLOCK=str(clock))
    lab.wait_for(lambda: lab.status_or_none() == "waiting")
    clock.write_text(str(2 * HOUR))
    time.sleep(1)
    assert lab.status() == "waiting"
    clock.write_text("0")
    assert lab.pipec("approve", "latest", "ask", "--reason", "ok", CLOCK=str(clock)).code == 0
    process.communicate(timeout=BOUND)
    assert process.returncode == 0


def test_a_clock_that_is_set_back_prolongs_no_question(lab):
    lab.program = CLOCK
    clock = lab.folder / "clock"
    lab.write(ASKS.replace("TIME", "3s"))
    process = lab.start("run", CLOCK=str(clock))
    lab.wait_for(lambda: lab.status_or_none() == "waiting")
    clock.write_text(str(-2 * HOUR))
    process.communicate(timeout=BOUND)
    assert process.returncode == 1
    assert "nobody approved it in time" in lab.reasons()["ask"]
