"""A job that an engine takes whole, cancelled while its beginning is being written."""

import asyncio
from types import SimpleNamespace

import pytest

from compiler.ir.job import Job
from runtime.jobs.whole import WholeAttempt


class Journal:
    """Takes changes at once, and is slow to make them durable, as a busy disk is."""

    def __init__(self):
        self.taken = []

    async def write(self, *changes):
        self.taken += changes
        await asyncio.sleep(3600)


@pytest.fixture
def context(tmp_path):
    return SimpleNamespace(
        run="r",
        state=tmp_path,
        keep=False,
        unclosed=[],
        grace=1,
        write=Journal().write,
        logs=None,
        observer=SimpleNamespace(job_changed=lambda *_: None),
    )


def test_its_beginning_is_written_once(context, monkeypatch):
    quiet = SimpleNamespace(close=lambda: None)
    monkeypatch.setattr("runtime.jobs.whole.OwnLog", lambda *_: quiet)

    async def nothing():
        return None

    monkeypatch.setattr("runtime.jobs.whole.Sightings", lambda *_: SimpleNamespace(close=nothing))

    async def cancelled():
        attempt = WholeAttempt(context, None, Job("a", "a"), 1, ("begins",))
        task = asyncio.ensure_future(attempt.run())
        await asyncio.sleep(0.05)
        task.cancel()
        return await task

    end = asyncio.run(cancelled())
    assert end.status == "cancelled"
    assert end.changes == ()
