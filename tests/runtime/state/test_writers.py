"""Many processes write at once, and some are killed: what was said to be durable is there, and the chain is whole."""

import random
import subprocess
import sys
import time

import pytest

from runtime.state.audit import verify
from runtime.state.queries import Queries
from tests.pipec.command_line import ROOT, environment
from tests.runtime.state import states

EACH = 200


def writer(way, directory, name, count=EACH):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.runtime.state.journals", way, str(directory), name, str(count)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def notes(directory, name):
    with Queries(directory) as queries:
        return [int(event.resource) for event in queries.events(name, limit=100_000) if event.action == "note"]


def check(directory):
    """The database is sound, its chain whole."""
    assert states.rows(directory, "PRAGMA integrity_check") == [("ok",)]
    assert states.rows(directory, "PRAGMA foreign_key_check") == []
    report = verify(directory)
    assert (report.whole, report.found) == (True, 0)
    return report


def test_four_processes_write_at_once(tmp_path):
    writers = {f"run-{way}-{n}": writer(way, tmp_path, f"run-{way}-{n}") for way in ("journal", "single") for n in "12"}
    for name, process in writers.items():
        said, error = process.communicate(timeout=60)
        assert (process.returncode, error) == (0, "")
        assert sorted(notes(tmp_path, name)) == list(range(EACH)) == sorted(map(int, said.split()))
    assert check(tmp_path).events == 4 * EACH + 2 * 2


def kill_at_random(directory, chance, name):
    """Start a writer and kill it somewhere; return how many changes it said to be durable."""
    process = writer("journal", directory, name, 1_000_000)
    first = process.stdout.readline()
    if first != "0\n":
        pytest.fail(f"the writer said {first!r} and {process.communicate(timeout=10)[1]}")
    time.sleep(chance.uniform(0, 0.05))
    process.kill()
    said, _ = process.communicate(timeout=10)
    durable = {0, *(int(line) for line in said.splitlines()[:-1])}  # the last line may be cut
    assert durable <= set(notes(directory, name)), "what was durable is lost"
    return len(durable)


def kill_often(directory, times):
    seed = random.SystemRandom().randrange(1 << 32)
    chance, durable = random.Random(seed), 0
    for number in range(times):
        durable += kill_at_random(directory, chance, f"run-{number}")
        if number % 20 == 0:
            check(directory)
    sys.stdout.write(f"seed {seed}: {durable} changes were durable\n")
    assert check(directory).events >= durable


def test_a_writer_is_killed(tmp_path):
    kill_often(tmp_path, 4)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_writers_are_killed_200_times(tmp_path):
    kill_often(tmp_path, 200)


def test_one_is_killed_while_another_writes(tmp_path):
    steady = writer("single", tmp_path, "steady", EACH)
    try:
        for number in range(2):
            kill_at_random(tmp_path, random.Random(number), f"run-{number}")
    finally:
        said, error = steady.communicate(timeout=60)
    assert (steady.returncode, error, len(said.split())) == (0, "", EACH)
    assert sorted(notes(tmp_path, "steady")) == list(range(EACH))
    check(tmp_path)
