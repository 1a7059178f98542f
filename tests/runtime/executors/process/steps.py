"""Run real steps on the process executor, and look at what they leave on this machine."""

import asyncio
import os
import time
from collections import defaultdict
from contextlib import asynccontextmanager
from pathlib import Path

from compiler.ir.job import Job
from compiler.ir.values import Resources
from runtime.executors.base import Command, JobOrder, JobSpace
from runtime.executors.process import create

RUN = "20260101-000000-abcd"
PATIENCE = 20


class Sunk:
    """A sink that keeps all."""

    def __init__(self):
        self.streams = defaultdict(bytes)

    def __call__(self, stream, data):
        assert data, "a chunk is empty"
        self.streams[stream] += data

    @property
    def stdout(self):
        return self.streams["stdout"].decode()

    @property
    def stderr(self):
        return self.streams["stderr"].decode()

    @property
    def system(self):
        return self.streams["system"].decode()


class Bench:
    """One attempt of a job in a state directory, whose steps are shell scripts."""

    def __init__(self, directory, session):
        self.home = directory / "workspaces" / RUN / "job.1"
        self.workspace = self.home / "workspace"
        self.session = session
        self.count = 0

    def command(self, *argv, **environment):
        self.count += 1
        mark = f"{self.home}/private/output{self.count}"
        full = {"PATH": os.environ["PATH"], "PIPEC_OUTPUT": mark, "CI_WORKSPACE": str(self.workspace), **environment}
        return Command("step", argv, full, str(self.workspace), None, mark)

    async def start(self, script, sink, **environment):
        return await self.session.start(self.command("/bin/sh", "-e", "-c", script, "step", **environment), sink)

    async def run(self, script, sink=None, **environment):
        """Return the exit and the sink."""
        sink = Sunk() if sink is None else sink
        running = await self.start(script, sink, **environment)
        async with asyncio.timeout(PATIENCE):
            return await running.wait(), sink


@asynccontextmanager
async def bench(directory, resources=None):
    home = directory / "workspaces" / RUN / "job.1"
    space = JobSpace(home / "workspace", home / "private")
    for each in space:
        each.mkdir(parents=True, exist_ok=True)
    executor = create(directory)
    await executor.open()
    job = Job("job", "job", resources=resources or Resources())
    session = await executor.begin(JobOrder(RUN, job, 1, space, {}, Sunk()))
    try:
        yield Bench(directory, session)
    finally:
        await session.close()
        await executor.close()


def run(directory, script, **environment):
    """Run one step; return the exit and the sink."""

    async def go():
        async with bench(directory) as steps:
            return await steps.run(script, **environment)

    return asyncio.run(go())


def alive(directory):
    """The processes that began with a variable that holds the directory, or stand in it."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            state = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
            there = os.readlink(f"/proc/{pid}/cwd").startswith(str(directory))
            marked = os.fsencode(directory) in Path(f"/proc/{pid}/environ").read_bytes()
            if state not in "ZX" and (there or marked) and int(pid) != os.getpid():
                found[int(pid)] = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, IndexError):
            continue
    return found


def until(condition, what="it"):
    """Wait for a condition, no longer than is sensible; return what it answered."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.01)
    return answer


async def until_written(path):
    """Wait for a file with something in it; return its text."""
    async with asyncio.timeout(PATIENCE):
        while not (path.exists() and path.read_text()):
            await asyncio.sleep(0.005)
    return path.read_text()
