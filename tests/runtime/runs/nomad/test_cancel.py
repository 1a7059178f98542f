"""A run that is ended from outside: nothing of it runs at Nomad afterwards."""

import signal
import time

import pytest

from tests.runtime.runs.lab import interrupt

pytestmark = [pytest.mark.engine, pytest.mark.slow]

LONG = """
jobs:
  a: {steps: [{name: s, script: "echo on; sleep 600"}]}
  b:
    artifacts: {log: {paths: [log], when: always}}
    steps: [{name: s, script: "trap 'echo ended >> log; exit 9' TERM; echo begun > log; sleep 600 & wait"}]
  c: {depends_on: [a], steps: [{name: s, script: "true"}]}
"""
ENDINGS = {"a": "cancelled", "b": "cancelled", "c": "blocked"}


def begun(lab):
    """Start a run, and wait until both of its jobs write."""
    lab.write(LONG)
    process = lab.begin()
    lab.wait_for(lambda: len([item for item in lab.allocations() if item["ClientStatus"] == "running"]) == 2)
    lab.wait_for(lambda: any(lab.state.glob("runs/*/logs/a/s.1.log")))
    time.sleep(0.5)
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it(lab, number):
    done = interrupt(begun(lab), number)
    assert done.code == 130, done.err + done.out
    assert lab.endings() == ENDINGS
    assert lab.running() == []
    assert lab.status() == "cancelled"
    assert (lab.fetch("b", "log") / "log").read_text() == "begun\nended\n"
    assert lab.left() == []


def test_a_second_signal_ends_it_too(lab):
    process = begun(lab)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    done = interrupt(process)
    assert done.code == 130, done.err + done.out
    assert lab.endings() == ENDINGS
    assert lab.running() == []


def test_pipec_cancel_ends_it(lab):
    process = begun(lab)
    done = lab.pipec("cancel", "latest", "--reason", "enough")
    assert done.code == 0, done.err
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err + out
    assert lab.endings() == ENDINGS
    assert lab.running() == []
    assert "enough" in lab.reasons()["a"]


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.2, 0.4, 0.8])
def test_a_signal_at_any_moment_leaves_nothing(lab, delay):
    lab.write(LONG)
    process = lab.begin()
    lab.wait_for(lambda: lab.status_or_none() == "running")
    time.sleep(delay)
    done = interrupt(process)
    assert done.code == 130, done.err + done.out
    assert lab.endings() == ENDINGS
    assert lab.running() == []
    time.sleep(1)
    assert lab.running() == []


def test_clean_ends_what_a_killed_runtime_left(lab):
    process = begun(lab)
    process.kill()
    process.communicate()
    assert len(lab.running()) == 2
    done = lab.pipec("clean")
    assert done.code == 0, done.err + done.out
    assert lab.running() == []
    assert set(lab.endings().values()) == {"cancelled"}
    assert "was stopped" in done.out


def test_a_cancellation_outlives_a_kill(lab):
    process = begun(lab)
    assert lab.pipec("cancel", "latest").code == 0
    lab.wait_for(lambda: "cancelled" in asked(lab) or process.poll() is not None)
    process.kill()
    process.communicate()
    done = lab.pipec("resume", "latest")
    assert done.code == 1, done.err + done.out
    assert lab.endings() == ENDINGS
    assert lab.running() == []


def asked(lab):
    """Return the answered requests of the run."""
    with lab.queries as queries:
        return "cancelled" if queries.requests(lab.last, answered=True) else ""
