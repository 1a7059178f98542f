"""Which allocation runs a dispatched job and how it is: one question for all jobs that are followed, every so often."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from .failures import NomadGoneError, NomadMissingError, patiently
from .reading import Document, Reading

ENDED: Final = frozenset({"complete", "failed", "lost"})
_SHORTEST: Final = 0.3
_PER_JOB: Final = 0.008
"""Seconds between two questions: at least so many, and more with many jobs, so that a cluster is not kept busy."""

_MANY: Final = 4
"""From so many jobs on all are asked for at once instead of one by one."""


class Watch:
    """The allocations of jobs that are followed. `pipeline` and `namespace` are those of all of them."""

    def __init__(self, reading: Reading, pipeline: str, namespace: str, tell: Callable[[str], None]) -> None:
        self._reading = reading
        self._pipeline = pipeline
        self._namespace = namespace
        self._tell = tell
        self._found: dict[str, Document | None] = {}
        self._turn = asyncio.Condition()
        self._asking: asyncio.Task[None] | None = None
        self._fault: BaseException | None = None

    @property
    def pause(self) -> float:
        """Seconds between two looks."""
        return max(_SHORTEST, _PER_JOB * len(self._found))

    def follow(self, job: str) -> None:
        """Look at a job from now on."""
        self._found.setdefault(job, None)
        if self._asking is None:
            self._asking = asyncio.ensure_future(self._ask())

    def forget(self, job: str) -> None:
        """Look at a job no more."""
        self._found.pop(job, None)

    async def next(self, job: str) -> Document | None:
        """Wait for the next look, and return the job's allocation, None while it has none."""
        async with self._turn:
            await self._turn.wait()
        if self._fault is not None:
            raise self._fault
        return self._found.get(job)

    async def close(self) -> None:
        """Stop looking."""
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await self._asking

    async def _ask(self) -> None:
        while True:
            try:
                await patiently(self._look, self._tell)
            except Exception as error:  # noqa: BLE001 - whoever waits raises it
                self._fault = error
            async with self._turn:
                self._turn.notify_all()
            if self._fault is not None:
                return
            await asyncio.sleep(self.pause)

    async def _look(self) -> None:
        jobs = [job for job, found in self._found.items() if found is None or found["ClientStatus"] not in ENDED]
        if len(jobs) >= _MANY:
            alive = await self._reading.alive(self._pipeline, self._namespace)
            newest = {item["JobID"]: item for item in sorted(alive, key=lambda item: int(item["CreateIndex"]))}
        else:
            newest = {}
        for job in jobs:
            found = newest.get(job) or await self._of(job)
            if job in self._found and found is not None:
                self._found[job] = found

    async def _of(self, job: str) -> Document | None:
        try:
            found = await self._reading.allocations_of(job, self._namespace)
        except NomadMissingError:
            raise NomadGoneError(f"the job `{job}` is not known any more", "it was purged while it ran") from None
        return found[-1] if found else None
