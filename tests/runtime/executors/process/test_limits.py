"""Limits of a job, kept by control groups where this machine lets us make them."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from compiler.ir.values import Resources
from runtime.executors.process import create
from runtime.executors.process.cgroups import left_groups, places, prefix
from runtime.executors.process.group import Group
from tests.runtime.executors.process.steps import RUN, Sunk, alive, bench, until, until_written

MEBIBYTE = 1 << 20
LIMITED = Resources(cpu=500, memory=64 * MEBIBYTE)
EATER = f"""exec {sys.executable} -S -c '
import sys
kept = []
for _ in range(int(sys.argv[1])):
    kept.append(bytearray(b"x" * (1 << 20)))
print("full")
' """


@pytest.fixture(autouse=True)
def _groups(tmp_path):
    if places(LIMITED) is None:
        pytest.skip("no control group of this machine is writable")
    yield
    assert not list(left_groups(tmp_path, RUN))


def limited(directory, script, resources=LIMITED, **environment):
    async def go():
        async with bench(directory, resources) as steps:
            return await steps.run(script, **environment)

    return asyncio.run(go())


def test_too_much_memory_kills_and_is_told(tmp_path):
    ended, sink = limited(tmp_path, f"{EATER} 200")
    assert ended == (137, True)
    assert sink.stdout == ""


def test_too_much_memory_of_a_child_is_told(tmp_path):
    ended, _ = limited(
        tmp_path, f"sh -c '{EATER.replace(chr(39), chr(34))} 200'".replace('b"x"', "b'''x'''") + "; echo on"
    )
    assert ended.code != 0


def test_enough_memory_is_enough(tmp_path):
    ended, sink = limited(tmp_path, f"{EATER} 30")
    assert (ended, sink.stdout) == ((0, False), "full\n")


def test_a_kill_by_somebody_is_not_for_memory(tmp_path):
    ended, _ = limited(tmp_path, "kill -9 $$")
    assert ended == (137, False)


def test_processor_time_is_limited(tmp_path):
    """A loop of two seconds gets about half of that."""
    program = (
        "import time; until = time.monotonic() + 2\nwhile time.monotonic() < until: pass\nprint(time.process_time())"
    )
    ended, sink = limited(tmp_path, f"exec {sys.executable} -S -c '{program}'")
    assert (ended, sink.stderr) == ((0, False), "")
    assert float(sink.stdout) < 1.3


def test_the_environment_is_still_exact(tmp_path):
    async def go():
        async with bench(tmp_path, LIMITED) as steps:
            command = steps.command("/usr/bin/env", "-0", GREETING="it's")
            await (await steps.session.start(command, sink := Sunk())).wait()
            return command.environment, sink.stdout

    wanted, found = asyncio.run(go())
    environment = dict(line.split("=", 1) for line in found.rstrip("\0").split("\0"))
    environment.pop("_", None)  # bash says what it becomes
    assert environment == wanted


def test_what_cannot_be_executed_ends_as_a_shell_says(tmp_path):
    async def go():
        async with bench(tmp_path, LIMITED) as steps:
            running = await steps.session.start(steps.command("./missing"), Sunk())
            return await running.wait()

    assert asyncio.run(go()).code == 127


def test_nothing_leaves_the_group_alive(tmp_path):
    script = "cd /; env -i setsid -f sleep 600 >/dev/null 2>&1; setsid -f sleep 600; mkdir -p x; exit 3"
    ended, _ = limited(tmp_path, script.replace("mkdir -p x; ", ""))
    assert ended.code == 3
    assert not alive(tmp_path)


def test_a_group_is_removed_with_what_is_in_it(tmp_path):
    name, where = f"{prefix(tmp_path, RUN)}by-hand", places(LIMITED)
    group = Group(name, LIMITED, where)
    group.make()
    inner = next(iter(where.values())).directory / name / "inner"
    inner.mkdir()
    stray = subprocess.Popen(["sleep", "60"])
    (inner / "cgroup.procs").write_text(str(stray.pid))
    assert list(left_groups(tmp_path, RUN))
    asyncio.run(group.remove())
    assert stray.wait(10) == -signal.SIGKILL
    assert not inner.exists()


def test_a_sweep_ends_and_removes_the_groups_of_a_dead_runtime(tmp_path):
    """By its group even a process is found that shed everything else."""
    name = f"{prefix(tmp_path, RUN)}of-the-dead"
    group = Group(name, LIMITED, places(LIMITED))
    group.make()
    stray = subprocess.Popen(group.enter(("sleep", "60")), env={}, start_new_session=True)
    until(group.members, "the stray")
    told = asyncio.run(create(tmp_path).sweep(RUN))
    assert [f"process {stray.pid} " in line for line in told] == [True]
    assert stray.wait(10) in {-signal.SIGTERM, -signal.SIGKILL}


def test_a_group_of_version_two_holds_and_lets_go(tmp_path):
    """Without its limits where its controllers are those of version 1; the rest is the same."""
    mount = next(
        (line.split()[1] for line in Path("/proc/mounts").read_text().splitlines() if " cgroup2 " in line), None
    )
    if mount is None or not os.access(mount, os.W_OK):
        pytest.skip("no tree of version 2 is writable")
    from runtime.executors.process.cgroups import Place

    class Bare(Group):
        def make(self):
            for directory in self._directories.values():
                directory.mkdir(exist_ok=True)

    group = Bare(prefix(tmp_path, RUN), LIMITED, {"memory": Place(Path(mount), 2), "cpu": Place(Path(mount), 2)})
    group.make()
    stray = subprocess.Popen(group.enter(("sleep", "60")), env={})
    until(group.members, "the stray")
    assert group.members() == [stray.pid]
    asyncio.run(group.remove())
    assert stray.wait(10) == -signal.SIGKILL
    assert not Path(mount, prefix(tmp_path, RUN)).exists()


def test_a_limited_step_is_stopped_whole(tmp_path):
    async def go():
        async with bench(tmp_path, LIMITED) as steps:
            running = await steps.start("env -i setsid sleep 600 & echo ready >ready; sleep 600", Sunk())
            await until_written(steps.workspace / "ready")
            began = time.monotonic()
            await running.stop(1)
            return time.monotonic() - began

    assert asyncio.run(go()) < 3
    assert not alive(tmp_path)


def test_without_a_limit_of_its_own_a_step_killed_for_memory_is_told(tmp_path):
    """A runtime whose own control group is too small for its step: that group counts the kill."""
    group = Group(f"{prefix(tmp_path, RUN)}around", LIMITED, places(LIMITED))
    group.make()
    program = (
        "import sys; from pathlib import Path; from tests.runtime.executors.process.steps import run;"
        "print([tuple(run(Path(sys.argv[1]), script)[0]) for script in sys.argv[2:]])"
    )
    command = (sys.executable, "-c", program, str(tmp_path), "kill -9 $$", f"{EATER} 200", "kill -9 $$")
    root = Path(__file__).parents[4]
    told = subprocess.run(group.enter(command), cwd=root, capture_output=True, text=True, check=False, timeout=60)
    asyncio.run(group.remove())
    assert (told.stdout, told.stderr) == ("[(137, False), (137, True), (137, False)]\n", "")
