"""The runtime is killed before and after each transaction, and at changes of the file system."""

import os
import sys
from pathlib import Path

import pytest

KILLING = (str(Path(__file__).with_name("killing.py")),)
TOGETHER = 3
"""A resumed run is killed again at the transactions from the first to this one."""


def killed_at(scenario, moment, *arguments):
    """Run pipec with a moment to die at; return whether it died."""
    scenario.lab.program = KILLING
    try:
        done = scenario.lab.pipec(*arguments, "--quiet", KILL_AT=moment)
    finally:
        scenario.lab.program = ("-m", "pipec")
    assert done.code in {-9, 1}, done.err
    assert "Error" not in done.err, done.err
    return done.code == -9


def one(scenario, when, number):
    """Kill a run at this moment, and its resumption soon after; let it end, and look; return whether it was killed."""
    lab = scenario.lab
    scenario.begin()
    before = run_count(lab)
    if not killed_at(scenario, f"{when} {number}", "run", "--keep-going", "--jobs", "4"):
        return False
    if run_count(lab) == before:
        return True
    resume(scenario, f"{when} {number % TOGETHER + 1}")
    resume(scenario, None)
    scenario.check()
    return True


def resume(scenario, moment):
    if not scenario.going():
        return
    ended = scenario.ended()
    if moment is not None:
        killed_at(scenario, moment, "resume")
    else:
        done = scenario.lab.pipec("resume", "--quiet")
        assert done.code == 1, done.err
        assert "Error" not in done.err, done.err
    began = scenario.began()
    assert [job for job, count in ended.items() if began[f"begin {job}"] != count] == []


def run_count(lab):
    if not (lab.state / "state.db").exists():
        return 0
    with lab.queries as queries:
        return len(queries.runs(-1))


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", [3, 11])
def test_a_kill_at_some_transactions(scenario, when, number):
    scenario.run()
    assert one(scenario, when, number)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_at_each_transaction(scenario, when, capsys):
    scenario.run()
    number = 1
    while one(scenario, when, number):
        number += 1
    with capsys.disabled():
        sys.stdout.write(
            f"\n{number - 1} runs killed {when} each of their transactions, {number - 1} resumptions killed too"
        )
    assert number > 10


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_kill_at_changes_of_the_file_system(scenario, capsys):
    scenario.run()
    number, step = 1, int(os.environ.get("PIPEC_FAULT_STEP", "5"))
    while one(scenario, "event", number):
        number += step
    with capsys.disabled():
        sys.stdout.write(f"\n{number // step} runs killed at each {step}th of {number} changes of the file system")
    assert number > 100


@pytest.mark.parametrize("number", [1, 2, 3, 4, 6, 8])
def test_a_kill_while_the_state_is_made(lab, number):
    """The first run of all: the database does not exist yet, and comes whole or not at all."""
    lab.write("version: 1\nname: x\njobs: {a: {checkout: false, steps: [{name: s, script: 'true'}]}}\n")
    lab.program = KILLING
    lab.pipec("run", "--quiet", KILL_AT=f"event {number}")
    lab.program = ("-m", "pipec")
    assert lab.pipec("run", "--quiet").code == 0
    assert lab.pipec("audit", "verify").code == 0
