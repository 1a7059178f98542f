"""Runs of one group: one after another, or the newest instead of those before it."""

import signal

import pytest

from tests.runtime.runs.lab import BOUND, interrupt

TEXT = """
version: 1
name: grouped
concurrency: {group: g, limit: 1, cancel_in_progress: CANCEL}
jobs:
  a: {checkout: false, steps: [{name: s, script: "touch HERE/began; while [ ! -e HERE/go ]; do sleep 0.05; done"}]}
"""


def first(lab, cancel="false"):
    lab.write(TEXT.replace("CANCEL", cancel).replace("HERE", str(lab.folder)))
    process = lab.start("run")
    lab.wait_for_file(lab.folder / "began")
    return process


def second(lab):
    """Start another run, and return when it waits."""
    process = lab.start("run")
    assert process.stdout is not None
    assert "it waits for" in process.stdout.readline()
    return process


def let_go(lab, *processes):
    (lab.folder / "go").touch()
    for process in processes:
        process.communicate(timeout=BOUND)
    return [process.returncode for process in processes]


def test_a_run_waits_for_the_one_before(lab):
    running = first(lab)
    waiting = second(lab)
    assert lab.endings() == {"a": "pending"}
    assert let_go(lab, running, waiting) == [0, 0]


def test_the_newest_ends_those_before(lab):
    running = first(lab, "true")
    waiting = second(lab)
    running.communicate(timeout=BOUND)
    assert running.returncode == 1
    assert let_go(lab, waiting) == [0]
    assert lab.status() == "success"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_waits_is_interrupted(lab, number):
    running = first(lab)
    done = interrupt(second(lab), number)
    assert done.code == 130, done.err
    assert lab.status() == "cancelled"
    assert lab.reasons() == {"a": f"interrupted by {number.name}"}
    assert let_go(lab, running) == [0]


def test_a_run_that_waits_is_cancelled(lab):
    running = first(lab)
    waiting = second(lab)
    assert lab.pipec("cancel", lab.last, "--reason", "not needed").code == 0
    waiting.communicate(timeout=BOUND)
    assert waiting.returncode == 1
    assert lab.status() == "cancelled"
    assert "not needed" in lab.reasons()["a"]
    assert let_go(lab, running) == [0]
