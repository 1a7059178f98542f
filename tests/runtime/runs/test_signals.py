"""A signal at any moment leaves a run that is cancelled, whole and clean."""

import os
import random
import signal
import time

import pytest

from tests.runtime.runs.lab import interrupt

SEED = int(os.environ.get("PIPEC_FAULT_SEED", "0")) or random.randrange(1 << 30)


def pipeline(jobs):
    lines = ["version: 1", "name: quick", "jobs:"]
    for number in range(jobs):
        needs = f"depends_on: [j{number - 3}], " if number >= 3 else ""
        steps = "[{name: a, script: 'echo $PIPEC_OUTPUT > f'}, {name: b, retry_count: 1, script: 'sleep 0.01'}]"
        kept = ", artifacts: {out: {paths: [f]}}" if number % 4 == 0 else ""
        lines.append(f"  j{number}: {{checkout: false, {needs}steps: {steps}{kept}}}")
    return "\n".join(lines) + "\n"


def check(lab, chance):
    lab.write(pipeline(60))
    process = lab.start("run", "--jobs", "4")
    lab.wait_for(lambda: lab.status_or_none() == "running")
    time.sleep(chance.uniform(0, 0.5))
    done = interrupt(process, chance.choice([signal.SIGINT, signal.SIGTERM]))
    assert done.code in {0, 130}, f"PIPEC_FAULT_SEED={SEED}\n{done.err}"
    assert "Traceback" not in done.err
    with lab.queries as queries:
        run = queries.find_run()
        statuses = {job.status for job in queries.jobs(run.id)}
        attempts = {attempt.status for attempt in queries.attempts(run.id)}
        steps = {step.status for step in queries.steps(run.id)}
    assert run.status == ("cancelled" if done.code else "success")
    assert statuses <= {"success", "cancelled", "blocked"}
    assert attempts <= {"success", "cancelled"}
    assert steps <= {"success", "cancelled"}
    assert lab.left() == []
    assert lab.pipec("audit", "verify").code == 0


@pytest.mark.parametrize("number", range(3))
def test_a_signal_at_any_moment(lab, number):
    check(lab, random.Random(SEED + number))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_many_signals(lab):
    chance = random.Random(SEED)
    for _ in range(40):
        check(lab, chance)
