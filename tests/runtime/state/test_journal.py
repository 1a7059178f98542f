"""The journal: groups, who hears of an error, and that a slow disk holds nobody up."""

import asyncio
import sqlite3
import sys
import threading
import time
from contextlib import asynccontextmanager, closing

import pytest

from runtime.errors import StateError
from runtime.state.audit import verify
from runtime.state.changes import BeginAttempt, MoveJob, MoveRun, Note
from runtime.state.journal import Journal
from runtime.state.queries import Queries
from runtime.state.transitions import IllegalTransition
from tests.runtime.state import states

RUN = states.RUN


@asynccontextmanager
async def journal(directory):
    opened = Journal(directory, "eva", RUN)
    try:
        yield opened
    finally:
        await opened.close()


def commits(directory):
    """Return how many transactions the journal made: events of one have one time, which the test moves on."""
    with Queries(directory) as queries:
        return len({event.timestamp for event in queries.events(limit=10_000) if event.action == "note"})


@pytest.fixture
def ticking(monkeypatch):
    """Let each transaction have a time of its own."""
    ticks = iter(range(10**9, 10**12))
    monkeypatch.setattr("time.time_ns", lambda: next(ticks) * 1_000_000)


def statuses(directory):
    with Queries(directory) as queries:
        return {job.job: job.status for job in queries.jobs(RUN)}


def run(directory, body):
    """Run a coroutine function with a journal."""

    async def main():
        async with journal(directory) as opened:
            return await body(opened)

    return asyncio.run(main())


def test_what_is_pending_together_is_one_transaction(tmp_path, ticking):
    states.start(tmp_path)

    async def body(opened):
        await asyncio.gather(*(opened.write(Note(RUN, "note", str(n))) for n in range(50)))

    run(tmp_path, body)
    assert commits(tmp_path) == 1
    with Queries(tmp_path) as queries:
        assert [event.resource for event in queries.events() if event.action == "note"] == [str(n) for n in range(50)]


def test_while_one_group_is_committed_the_next_gathers(tmp_path, ticking):
    states.start(tmp_path)
    begun, disk = threading.Event(), threading.Event()

    async def body(opened):
        commit = opened._commit

        def slow_commit():
            begun.set()
            disk.wait(10)
            commit()

        opened._commit = slow_commit
        first = asyncio.create_task(opened.write(Note(RUN, "note", "first")))
        assert await asyncio.to_thread(begun.wait, 10)
        rest = [asyncio.create_task(opened.write(Note(RUN, "note", str(n)))) for n in range(10)]
        await asyncio.sleep(0.01)
        assert not first.done()
        disk.set()
        await asyncio.wait_for(asyncio.gather(first, *rest), 10)

    run(tmp_path, body)
    assert commits(tmp_path) == 2


def test_it_is_durable_when_write_returns(tmp_path):
    states.start(tmp_path)

    async def body(opened):
        await opened.write(MoveJob(RUN, "build", "running", attempt=1), BeginAttempt(RUN, "build", 1))
        return statuses(tmp_path)

    assert run(tmp_path, body)["build"] == "running"


def test_only_the_guilty_hears_of_it(tmp_path, ticking):
    states.start(tmp_path)

    async def body(opened):
        return await asyncio.gather(
            opened.write(Note(RUN, "note", "before"), MoveJob(RUN, "build", "running")),
            opened.write(Note(RUN, "note", "undone"), MoveJob(RUN, "test", "success")),
            opened.write(MoveJob(RUN, "deploy", "waiting"), Note(RUN, "note", "after")),
            return_exceptions=True,
        )

    first, second, third = run(tmp_path, body)
    assert (first, third) == (None, None)
    assert isinstance(second, IllegalTransition)
    assert statuses(tmp_path) == {"build": "running", "test": "pending", "deploy": "waiting"}
    with Queries(tmp_path) as queries:
        assert [event.resource for event in queries.events() if event.action == "note"] == ["before", "after"]
    assert commits(tmp_path) == 1
    assert verify(tmp_path).whole


def test_a_bug_in_a_change_is_told_where_it_was_written(tmp_path):
    states.start(tmp_path)

    async def body(opened):
        return await asyncio.gather(
            opened.write(Note(RUN, "note", "x", {"not": object()})),
            opened.write(BeginAttempt(RUN, "none", 1)),
            opened.write(Note(RUN, "note", "y")),
            return_exceptions=True,
        )

    first, second, third = run(tmp_path, body)
    assert isinstance(first, TypeError)
    assert isinstance(second, sqlite3.IntegrityError)
    assert third is None
    assert verify(tmp_path).whole


def test_the_journal_goes_on_after_an_error(tmp_path):
    states.start(tmp_path)

    async def body(opened):
        with pytest.raises(IllegalTransition):
            await opened.write(MoveJob(RUN, "build", "success"))
        await opened.write(MoveJob(RUN, "build", "running"))

    run(tmp_path, body)
    assert statuses(tmp_path)["build"] == "running"


def test_who_does_not_wait_any_more_has_written_all_the_same(tmp_path):
    states.start(tmp_path)

    async def body(opened):
        tasks = [asyncio.create_task(opened.write(Note(RUN, "note", str(n)))) for n in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(done[1], asyncio.CancelledError)

    run(tmp_path, body)
    with Queries(tmp_path) as queries:
        assert [event.resource for event in queries.events() if event.action == "note"] == ["0", "1", "2"]


def test_closing_writes_what_is_pending(tmp_path):
    states.start(tmp_path)

    async def main():
        opened = Journal(tmp_path, "eva", RUN)
        tasks = [asyncio.create_task(opened.write(Note(RUN, "note", str(n)))) for n in range(3)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await opened.close()
        await opened.close()
        with pytest.raises(StateError, match="the journal is closed"):
            await opened.write(Note(RUN, "note", "late"))

    asyncio.run(main())
    with Queries(tmp_path) as queries:
        assert [event.resource for event in queries.events() if event.action == "note"] == ["0", "1", "2"]
    assert "pipec-journal" not in {thread.name for thread in threading.enumerate() if thread.is_alive()}


def test_the_loop_goes_on_while_another_process_holds_the_database(tmp_path):
    states.start(tmp_path)

    async def body(opened):
        with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            writing = asyncio.create_task(opened.write(MoveRun(RUN, "paused")))
            longest, begun = 0.0, time.monotonic()
            while time.monotonic() < begun + 0.5:
                at = time.monotonic()
                await asyncio.sleep(0.005)
                longest = max(longest, time.monotonic() - at)
            assert not writing.done()
            other.execute("ROLLBACK")
        await asyncio.wait_for(writing, 10)
        return longest

    assert run(tmp_path, body) < 0.25
    with Queries(tmp_path) as queries:
        assert queries.find_run().status == "paused"


def test_a_database_that_is_held_for_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr("runtime.state.journal.PATIENCE", 0.2)
    states.start(tmp_path)

    async def body(opened):
        with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            told = await asyncio.gather(
                opened.write(MoveRun(RUN, "paused")), opened.write(Note(RUN, "note", "x")), return_exceptions=True
            )
            other.execute("ROLLBACK")
        with pytest.raises(StateError):  # what comes later may rest on what is lost
            await opened.write(MoveRun(RUN, "waiting"))
        return told

    told = run(tmp_path, body)
    run(tmp_path, lambda opened: opened.write(MoveRun(RUN, "waiting")))
    assert all(isinstance(each, StateError) for each in told)
    assert str(told[0]) == f"{tmp_path}/state.db was held by another process for too long"
    assert told[0].help
    with Queries(tmp_path) as queries:
        assert queries.find_run().status == "waiting"


def test_a_busy_loop_does_not_starve_the_journal(tmp_path):
    """A loop that never waits gives Python's lock away by and by only; a commit is quick all the same."""
    states.start(tmp_path)

    async def noise():
        while True:
            until = time.perf_counter() + 0.001
            while time.perf_counter() < until:
                pass
            await asyncio.sleep(0)

    async def body(opened):
        busy = asyncio.create_task(noise())
        begun = time.monotonic()
        for number in range(100):
            await opened.write(Note(RUN, "note", str(number)))
        busy.cancel()
        return time.monotonic() - begun

    interval = sys.getswitchinterval()
    assert run(tmp_path, body) < 5
    assert sys.getswitchinterval() == interval
