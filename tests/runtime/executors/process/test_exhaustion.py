"""Nothing leaks: no descriptor, thread or zombie, whatever happens; and nothing hangs when descriptors are used up."""

import asyncio
import os
import resource
import threading
from pathlib import Path

import pytest

from runtime.errors import ExecutorError
from tests.runtime.executors.process.steps import PATIENCE, Sunk, alive, bench


def descriptors():
    return sorted(int(each.name) for each in Path("/proc/self/fd").iterdir())


def children():
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def test_five_hundred_tries_leave_no_trace(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            await steps.run(":")
            before = descriptors(), threading.active_count(), children()
            for number in range(100):
                running = [await steps.start(f"echo {number}; exit {number % 3}", Sunk()) for _ in range(4)]
                await asyncio.gather(*(each.wait() for each in running))
                await (await steps.session.start(steps.command("./missing"), Sunk())).wait()
            for _ in range(20):
                await (await steps.start("setsid sleep 600 & sleep 600", Sunk())).stop(0)
            return before, (descriptors(), threading.active_count(), children())

    before, after = asyncio.run(go())
    assert before == after


@pytest.mark.parametrize("free", range(12))
def test_no_descriptor_is_left(tmp_path, free):
    """However few there are, the step runs or is refused as `resource`, and nothing is left of it."""

    async def go():
        async with bench(tmp_path) as steps:
            await steps.run(":")
            before = descriptors()
            held = []
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(before) + 1 + free, limit[1]))
            try:
                while len(held) < 64:
                    held.append(os.open("/", os.O_RDONLY))
            except OSError:
                for _ in range(free):
                    os.close(held.pop())
            try:
                return await attempt(steps)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, limit)
                for each in held:
                    os.close(each)

    outcome = asyncio.run(go())
    assert outcome in {"ran", "resource"}
    assert outcome == ("ran" if free >= 9 else outcome)
    assert not alive(tmp_path)


async def attempt(steps):
    try:
        running = await steps.start("sleep 0.05", Sunk())
    except ExecutorError as fault:
        return fault.failure_class if "--jobs" in fault.help else fault.help
    async with asyncio.timeout(PATIENCE):
        await running.wait()
    return "ran"


def test_strays_are_ended_when_descriptors_are_free_again(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            running = await steps.start("setsid sleep 600 & sleep 0.2", Sunk())
            held = []
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(descriptors()) + 32, limit[1]))
            try:
                while True:
                    held.append(os.open("/", os.O_RDONLY))
            except OSError:
                await asyncio.sleep(0.6)
                for each in held:
                    os.close(each)
                async with asyncio.timeout(PATIENCE):
                    return await running.wait()
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, limit)

    assert asyncio.run(go()).code == 0
    assert not alive(tmp_path)
