"""How containers end: asked, killed, cancelled, and many at once."""

import asyncio
import contextlib
import os
import time

import pytest

from runtime.executors.base import Command
from runtime.records import Exit
from tests.runtime.executors.container.lab import (
    BARE,
    BUSYBOX,
    Heard,
    a_session,
    begun,
    command,
    docker,
    job,
    left,
    opened,
    ran,
    said,
    space,
    started,
)

pytestmark = pytest.mark.engine


def test_all_processes_are_asked_to_end(state):
    script = """\
sh -c 'trap "echo child >child; exit" TERM; while :; do sleep 0.1; done' &
trap 'wait; echo script; exit 3' TERM
echo ready
sleep 100
echo not reached"""

    async def main():
        async with a_session(state) as session:
            running, heard = await started(session, state, script)
            await said(heard, "ready")
            begun_at = time.monotonic()
            return await running.stop(), heard.text("stdout"), time.monotonic() - begun_at

    exit_, shown, seconds = asyncio.run(main())
    assert (exit_, shown) == (Exit(3), "ready\nscript\n")
    assert (space(state).workspace / "child").read_text() == "child\n"
    assert seconds < 8


def test_a_signal_that_is_ignored_ends_in_a_kill(state):
    async def main():
        async with a_session(state) as session:
            running, heard = await started(session, state, "trap '' TERM; echo ready; while :; do sleep 1; done")
            await said(heard, "ready")
            begun_at = time.monotonic()
            return await running.stop(1.0), time.monotonic() - begun_at, await running.wait(), await running.stop()

    exit_, seconds, again, stopped = asyncio.run(main())
    assert {exit_, again, stopped} == {Exit(137)}
    assert 1 <= seconds < 8


def test_stop_works_in_an_image_without_a_shell(state):
    async def main():
        async with a_session(state) as session:
            asked = command(session, state, "", BARE)._replace(argv=("/tool/cat", "/pipec/job/private/pipe"))
            os.mkfifo(space(state).private / "pipe")
            running = await session.start(asked, Heard())
            await asyncio.sleep(0.3)
            return await running.stop(5)

    assert asyncio.run(main()) == Exit(143)


def test_what_a_step_leaves_running_ends_with_it(state):
    async def main():
        async with a_session(state) as session:
            ended = await ran(
                session, state, "(trap '' TERM HUP; while :; do date >>alive; sleep 0.1; done) & sleep 0.5"
            )
            size = (space(state).workspace / "alive").stat().st_size
            await asyncio.sleep(0.5)
            return ended.exit, size, (space(state).workspace / "alive").stat().st_size

    exit_, before, after = asyncio.run(main())
    assert exit_ == Exit(0)
    assert 0 < before == after


def test_closing_a_job_ends_its_step(state):
    async def main():
        async with a_session(state) as session:
            running, heard = await started(session, state, "echo ready; sleep 1000")
            await said(heard, "ready")
        return await running.wait()

    assert asyncio.run(main()) == Exit(137)


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.2, 0.3])
def test_a_start_that_is_cancelled_leaves_nothing(state, delay):
    async def main():
        async with a_session(state) as session:
            task = asyncio.create_task(session.start(command(session, state, "sleep 1000"), lambda _s, _d: None))
            await asyncio.sleep(delay)
            task.cancel()
            cancelled = (await asyncio.wait([task]))[0].pop().cancelled()
            if cancelled:
                assert docker("ps", "-q", "--filter", f"label=pipec.state={state.resolve()}") == ""

    asyncio.run(main())
    assert left(state) == []


def test_a_begin_that_is_cancelled_leaves_nothing(state):
    async def main():
        async with opened(state) as executor:
            for delay in (0.0, 0.01, 0.05, 0.1):
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(delay), begun(executor, state, job()):
                        await asyncio.sleep(10)
            return left(state)

    assert asyncio.run(main()) == []


def test_cancelling_the_wait_ends_nothing(state):
    async def main():
        async with a_session(state) as session:
            running, heard = await started(session, state, "echo ready; while [ ! -e go ]; do sleep 0.05; done; exit 5")
            await said(heard, "ready")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(running.wait(), 0.2)
            (space(state).workspace / "go").touch()
            return await running.wait()

    assert asyncio.run(main()) == Exit(5)


def test_the_event_loop_is_never_held_up(state):
    async def ticks(longest):
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            longest[0] = max(longest[0], time.monotonic() - before)

    async def main():
        longest = [0.0]
        async with a_session(state) as session:
            await ran(session, state, "true")  # modules are loaded by now
            watch = asyncio.create_task(ticks(longest))
            for _ in range(3):
                await ran(session, state, "sleep 0.3; seq 100000")
            watch.cancel()
        return longest[0]

    assert asyncio.run(main()) < 0.5


@pytest.mark.slow
def test_fifty_containers_leave_nothing(state):
    async def one(executor, number):
        async with begun(executor, state, job(f"job-{number}", network="none")) as (session, _):
            heard = Heard()
            words = ("/bin/sh", "-c", f"seq {number}; exit {number}")
            where = session.inside(space(state, f"job-{number}").workspace)
            running = await session.start(Command("s", words, {}, where, BUSYBOX, str(number)), heard)
            return (await running.wait()).code, heard.text("stdout").count("\n")

    async def main():
        async with opened(state) as executor:
            return await asyncio.gather(*(one(executor, number) for number in range(50)))

    assert asyncio.run(main()) == [(number, number) for number in range(50)]
    assert left(state) == []
