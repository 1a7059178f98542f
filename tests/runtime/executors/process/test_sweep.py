"""What a runtime that was killed left running is found by another process, and ended; nothing else is."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from runtime.executors.process import create
from runtime.executors.process.handle import Handle, boot
from tests.runtime.executors.process.steps import NAP, RUN, alive, is_zombie, sleepers, until

ROOT = Path(__file__).parents[4]
OTHER_RUN = "20260101-000000-abce"


def sweep(directory, run=RUN, handles=()):
    return asyncio.run(create(directory).sweep(run, handles))


def start_runtime(directory, first):
    program = str(Path(__file__).with_name("runtime_to_kill.py"))
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PIPEC_TESTS_NAP": NAP}
    return subprocess.Popen([sys.executable, program, str(directory), str(first)], env=environment)


def handles_of(directory):
    file = directory / "handles"
    return [line for line in file.read_text().splitlines() if line.endswith("}")] if file.exists() else []


def kill_and_sweep(directory, moment, first=0):
    """Kill a runtime some seconds after its first step; sweep in a new process; return what was alive before that."""
    directory.mkdir()
    runtime = start_runtime(directory, first)
    until(lambda: handles_of(directory), "the first step")
    time.sleep(moment)
    runtime.kill()
    runtime.wait(10)
    left = alive(directory)
    program = (
        "import asyncio, sys; from pathlib import Path; from runtime.executors.process import create;"
        "print(*asyncio.run(create(Path(sys.argv[1])).sweep(sys.argv[2], sys.argv[3:])), sep='\\n')"
    )
    command = [sys.executable, "-c", program, str(directory), RUN, *handles_of(directory)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=30)
    assert told.stderr == ""
    assert not alive(directory)
    return left, told.stdout


def foreigners(directory):
    """Processes that look alike and are none of the run's."""
    other = directory / "workspaces" / OTHER_RUN
    environments = (
        {"PIPEC_OUTPUT": f"{other}/job.1/private/output"},
        {"CI_WORKSPACE": f"{directory}/elsewhere/workspaces/{RUN}/job.1"},
        {"PIPEC_OUTPUT": f"{directory}/workspaces/{RUN}0/job.1/private/output"},
        {"NOTE": f"PIPEC_OUTPUT={directory}/workspaces/{RUN}/job.1/private/output"},
    )
    return [subprocess.Popen(["sleep", "60"], env=os.environ | each, start_new_session=True) for each in environments]


def end_all(processes):
    for each in processes:
        each.kill()
        each.wait(10)


@pytest.mark.parametrize("moment", [0, 0.3])
def test_nothing_outlives_a_sweep(tmp_path, moment):
    before = sleepers()
    others = foreigners(tmp_path)
    try:
        left, told = kill_and_sweep(tmp_path / "state", moment)
        assert left
        assert f"of run {RUN}" in told
        assert sleepers() <= before
        assert [each.poll() for each in others] == [None] * len(others)
    finally:
        end_all(others)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nothing_outlives_two_hundred_sweeps(tmp_path):
    before = sleepers()
    seeded = random.Random(20260101)
    for number in range(200):
        kill_and_sweep(tmp_path / str(number), seeded.uniform(0, 0.3), first=int(number % 10 > 0))
        assert sleepers() <= before, number


def test_foreign_processes_are_left_alone(tmp_path):
    others = foreigners(tmp_path)
    try:
        assert sweep(tmp_path) == ()
        assert [each.poll() for each in others] == [None] * len(others)
        told = sweep(tmp_path, OTHER_RUN)
        assert told == (f"ended process {others[0].pid} (sleep) of run {OTHER_RUN}",)
    finally:
        end_all(others)


def test_a_directory_by_another_name_is_the_same(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    environment = {"PATH": os.environ["PATH"], "PIPEC_OUTPUT": f"{tmp_path}/real/workspaces/{RUN}/job.1/private/output"}
    stray = subprocess.Popen(["sleep", "60"], env=environment, start_new_session=True)
    try:
        assert len(sweep(tmp_path / "link")) == 1
    finally:
        end_all([stray])


def is_in_session(pid, leader):
    """Whether a process that is no shell any more is in a session."""
    return os.getsid(pid) == leader and Path(f"/proc/{pid}/comm").read_text() == "sleep\n"


def start_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])


@pytest.mark.parametrize("way", ["leader", "recycled", "other boot", "pipe", "no pipe"])
def test_without_marks_a_session_is_found_by_its_handle(tmp_path, way):
    """By a leader that started when it should, or by a pipe; an id alone proves nothing."""
    out, end = os.pipe()
    leads = way in {"leader", "recycled", "other boot"}
    script = f"sleep {NAP} & wait" if leads else f"sleep {NAP} & exit 0"
    leader = subprocess.Popen(["/bin/sh", "-c", script], env={}, start_new_session=True, stdout=end)
    pipe = os.fstat(out).st_ino
    os.close(end)
    found = until(lambda: [pid for pid in sleepers() - {leader.pid} if is_in_session(pid, leader.pid)], "the stray")
    start = start_of(leader.pid) + (100 if way == "recycled" else 0)
    if not leads:
        leader.wait(10)
    pipes = (pipe if way == "pipe" else 1,)
    handle = Handle(leader.pid, (start, start), boot() + ("x" if way == "other boot" else ""), pipes)
    try:
        told = sweep(tmp_path, handles=[str(handle), '{"container": "abc"}', "", "nonsense", "[1]"])
        survivors = [pid for pid in found if Path(f"/proc/{pid}").exists() and not is_zombie(pid)]
        assert bool(told) == (not survivors) == (way in {"leader", "pipe"})
    finally:
        for pid in found:
            if Path(f"/proc/{pid}").exists():
                os.kill(pid, signal.SIGKILL)
        os.close(out)
        leader.wait(10)


def test_a_sweep_spares_itself(tmp_path):
    """A step may run a sweep of its own run's earlier life: whoever sweeps, and its ancestors, go on."""
    environment = os.environ | {"PIPEC_OUTPUT": f"{tmp_path}/workspaces/{RUN}/job.1/private/output"}
    program = (
        "import asyncio, sys; from pathlib import Path; from runtime.executors.process import create;"
        "print(asyncio.run(create(Path(sys.argv[1])).sweep(sys.argv[2])))"
    )
    script = f'sleep {NAP} & "{sys.executable}" -c "{program}" "{tmp_path}" {RUN}; echo went on'
    told = subprocess.run(
        ["/bin/sh", "-c", script], env=environment, capture_output=True, text=True, check=True, cwd=ROOT, timeout=30
    )
    assert "(sleep)" in told.stdout
    assert "went on" in told.stdout


def test_a_handle_reads_back():
    handle = Handle(1, (2, 3), boot(), (4, 5))
    assert Handle.parse(str(handle)) == handle
