"""What cannot be ended is told, and does not hang the runtime."""

import asyncio
import os
from pathlib import Path

import pytest

from runtime.errors import ExecutorError
from runtime.executors.process import ending
from tests.runtime.executors.process.steps import RUN, Sunk, alive, bench, until, until_written

FREEZER = Path("/sys/fs/cgroup/freezer")


@pytest.fixture
def freezer(tmp_path):
    """A group whose members do not even die while it is frozen."""
    if not os.access(FREEZER / "cgroup.procs", os.W_OK):
        pytest.skip("no freezer of version 1 is writable")
    group = FREEZER / f"pipec-{RUN}-{tmp_path.name}-{os.getpid()}"
    group.mkdir()
    yield group
    (group / "freezer.state").write_text("THAWED")
    until(lambda: not (group / "cgroup.procs").read_text(), "the end of the frozen")
    group.rmdir()


def test_a_process_that_does_not_die_is_told(tmp_path, freezer, monkeypatch):
    monkeypatch.setattr(ending, "PATIENCE", 0.5)

    async def go():
        async with bench(tmp_path) as steps:
            running = await steps.start("sleep 600 & echo $$ >pid; wait", Sunk())
            pid = await until_written(steps.workspace / "pid")
            (freezer / "cgroup.procs").write_text(pid)
            (freezer / "freezer.state").write_text("FROZEN")
            with pytest.raises(ExecutorError) as caught:
                await running.stop(0)
            with pytest.raises(ExecutorError):
                await running.wait()
            (freezer / "freezer.state").write_text("THAWED")
            return pid.strip(), caught.value

    pid, fault = asyncio.run(go())
    assert f"({pid}, state" in str(fault)
    assert fault.help
    until(lambda: not alive(tmp_path), "the end of the thawed")
    os.waitpid(int(pid), 0)
