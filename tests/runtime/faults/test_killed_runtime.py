"""The runtime is killed at random moments, again and again, and the run ends as if nothing had been."""

import os
import random
import subprocess
import sys
import time

import pytest

from tests.runtime.faults.scenario import SEED

FEW = 6
MANY = 200
EARLY = 0.1
"""So many of the moments are counted from the start of the process, the others from that of the run."""


class Counts:
    """What was done, to be told."""

    def __init__(self) -> None:
        self.runs = self.kills = self.resumes = self.before = self.after = 0

    def __str__(self) -> str:
        return (
            f"{self.runs} runs, {self.kills} kills ({self.before} before there was a run, {self.after} after it had "
            f"ended), {self.resumes} resumed; PIPEC_FAULT_SEED={SEED}"
        )


def kill_after(lab, seconds, *arguments, early=False):
    """Start pipec, and kill it so long after it has begun to execute a run; return whether it was still alive."""
    process = lab.start(*arguments)
    while not early and process.poll() is None and not executes(lab, process.pid):
        time.sleep(0.005)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    out, err = process.communicate(timeout=60)
    assert process.returncode in {-9, 0, 1}, err + out
    assert process.returncode != 1 or "Error" not in err, err
    return process.returncode == -9


def executes(lab, pid):
    """Tell whether a process has taken the lock of a run: it writes its number there."""
    locks = sorted((lab.state / "runs").glob("*/lock"))[-2:]
    return any(lock.read_text().strip() == str(pid) for lock in locks)


def one_run(scenario, random_, length, counts, most):
    """Start a run, kill it, let it go on, kill that, until it ends; then look at everything."""
    lab = scenario.lab
    scenario.begin()
    with lab.queries as queries:
        runs = len(queries.runs(-1))
    counts.runs += 1
    early = random_.random() < EARLY
    moment = random_.uniform(0, length)
    killed = kill_after(lab, moment, "run", "--keep-going", "--jobs", "4", "--quiet", early=early)
    counts.kills += killed
    with lab.queries as queries:
        if len(queries.runs(-1)) == runs:
            counts.before += 1
            return
    for _ in range(200):
        ended = scenario.ended()
        if not scenario.going():
            counts.after += killed
            break
        last = counts.kills >= most
        counts.resumes += 1
        if last or random_.random() < 0.4:
            done = lab.pipec("resume", "--quiet")
            assert done.code == 1, done.err + done.out
            assert "Error" not in done.err, done.err
            killed = False
        else:
            killed = kill_after(lab, random_.uniform(0, length), "resume", "--quiet", early=early)
            counts.kills += killed
        began = scenario.began()
        repeated = [job for job, count in ended.items() if began[f"begin {job}"] != count]
        assert repeated == []
    scenario.check()


def kill_often(scenario, count, capsys):
    scenario.run()
    length = body(scenario)
    random_ = random.Random(SEED)
    counts = Counts()
    while counts.kills < count:
        one_run(scenario, random_, length, counts, count)
    with capsys.disabled():
        sys.stdout.write(f"\n{counts}\n")
    assert len([path for path in (scenario.lab.state / "runs").iterdir() if (path / "source").exists()]) == 0


def body(scenario):
    """Return the seconds that a run takes from its creation on."""
    with scenario.lab.queries as queries:
        record = queries.find_run()
    return (record.ended - record.created) / 1000 * 1.2


def test_a_runtime_that_is_killed_a_few_times(scenario, capsys):
    kill_often(scenario, FEW, capsys)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_runtime_that_is_killed_at_random_moments(scenario, capsys):
    kill_often(scenario, int(os.environ.get("PIPEC_FAULT_COUNT", MANY)), capsys)
