"""Run real steps on the process executor, and look at what they leave on this machine."""

import asyncio
import os
import time
from collections import defaultdict
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from compiler.ir.job import Job
from compiler.ir.values import Resources
from runtime.executors.base import Command, JobOrder, JobSpace
from runtime.executors.process import create

RUN = "20260101-000000-abcd"
PATIENCE = 20

NAP = os.environ.get("PIPEC_TESTS_NAP") or f"600.{os.getpid()}"
"""The seconds that strays sleep: other than in other tests beside these, so that each finds its own."""


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
        program = ("/bin/sh", "-e", "-c", script.replace("600", NAP), "step")
        return await self.session.start(self.command(*program, **environment), sink)

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


def command_lines():
    """All processes of this machine, with their command lines."""
    found = {}
    for directory in Path("/proc").iterdir():
        with suppress(OSError):
            if directory.name.isdigit():
                found[int(directory.name)] = (directory / "cmdline").read_bytes()
    return found


def sleepers():
    """The strays of these tests: `600` in a script is the nap by which they are known."""
    return {pid for pid, line in command_lines().items() if NAP.encode() in line and not is_zombie(pid)}


def alive(directory):
    """The processes that began with a variable that holds the directory, or stand in it."""
    return {pid for pid in command_lines() if pid != os.getpid() and _is_alive_in(directory, Path(f"/proc/{pid}"))}


def _is_alive_in(directory, process):
    try:
        there = str((process / "cwd").readlink()).startswith(str(directory))
        marked = os.fsencode(directory) in (process / "environ").read_bytes()
        return (there or marked) and not is_zombie(process.name)
    except OSError:
        return False


def is_zombie(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


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
        while not (path.exists() and path.read_text()):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.005)
    return path.read_text()
