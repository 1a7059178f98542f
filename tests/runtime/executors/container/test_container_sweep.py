"""What a runtime that was killed leaves behind is found and ended, and nothing else."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.runtime.executors.container.lab import BOUND, RUN, begun, docker, job, left, opened, said, started

pytestmark = pytest.mark.engine

_RUNTIME = """
import asyncio, sys
from pathlib import Path
from compiler.ir.job import Service
from tests.runtime.executors.container.lab import BUSYBOX, begun, job, opened, said, started

async def main(state):
    async with opened(state) as executor:
        async with begun(executor, state, job()) as (session, _):
            running, heard = await started(session, state, "echo ready; while :; do date >>alive; sleep 0.1; done")
            await said(heard, "ready")
            print(running.container, flush=True)
            await running.wait()

asyncio.run(main(Path(sys.argv[1])))
"""


def killed_runtime(state: Path) -> str:
    """Start a runtime, kill it when its step runs, and return the container's id."""
    root = Path(__file__).parents[4]
    words = [sys.executable, "-c", _RUNTIME, str(state)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=root, env=os.environ) as process:
        assert process.stdout is not None
        container = process.stdout.readline().strip()
        process.send_signal(signal.SIGKILL)
        process.wait(BOUND)
    assert container
    return container


def is_running(container: str) -> bool:
    return docker("inspect", "-f", "{{.State.Running}}", container, check=False).strip() == "true"


def test_a_run_is_swept_whole_and_others_are_left(state, tmp_path):
    other = tmp_path / "other"
    other.mkdir()

    async def main():
        async with (
            opened(state) as executor,
            opened(other) as neighbour,
            begun(neighbour, other, job()) as (session, _),
        ):
            running, heard = await started(session, other, "echo ready; sleep 1000")
            await said(heard, "ready")
            told = [await executor.sweep(run) for run in (RUN, RUN, "20260101-000000-ffff")]
            return *told, is_running(running.container)

    containers = [killed_runtime(state) for _ in range(3)]
    assert all(map(is_running, containers))
    told, again, none, neighbour_runs = asyncio.run(main())
    assert len(told) == 6
    assert {line.split()[2] for line in told if line.startswith("ended container")} == {
        each[:12] for each in containers
    }
    assert sum(line.startswith("removed network") for line in told) == 3
    assert (again, none, neighbour_runs) == ((), (), True)
    assert left(state) == left(other) == []


def test_volumes_of_a_run_are_swept(state):
    labels = ("--label", f"pipec.state={state.resolve()}", "--label", f"pipec.run={RUN}")
    name = docker("volume", "create", *labels).strip()

    async def main():
        async with opened(state) as executor:
            return await executor.sweep(RUN)

    assert asyncio.run(main()) == (f"removed volume {name}",)
