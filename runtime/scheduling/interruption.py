"""Work of a job that can be cancelled from outside, once, with a reason, and before it has begun too."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Interrupted(Exception):  # noqa: N818 - no error: somebody wanted it
    """The work was cancelled; `str()` is the reason."""


class Interruptible:
    """At most one piece of work for each job. Only that is cancelled, never what records how it ended."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Future[Any]] = {}
        self._reasons: dict[str, str] = {}

    def cancel(self, job: str, reason: str) -> None:
        """Cancel what a job does now or next. A second time changes nothing: cleaning up is not disturbed."""
        if job in self._reasons:
            return
        self._reasons[job] = reason
        task = self._tasks.get(job)
        if task is not None:
            task.cancel(reason)

    def reason(self, job: str) -> str:
        """Return why a job was cancelled; empty when it was not. What is cancelled deep inside has lost the reason."""
        return self._reasons.get(job, "")

    async def run(self, job: str, work: Coroutine[Any, Any, T]) -> T:
        """Do the work; Interrupted when it was cancelled, or never began because of that."""
        if job in self._reasons:
            work.close()
            raise Interrupted(self._reasons[job])
        task = asyncio.ensure_future(work)
        self._tasks[job] = task
        try:
            return await task
        except asyncio.CancelledError:
            raise Interrupted(self._reasons.get(job, "it was cancelled")) from None
        finally:
            del self._tasks[job]
