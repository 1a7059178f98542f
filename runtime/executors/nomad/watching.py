"""Which allocation runs a dispatched job and how it is: one question for all jobs that are followed, every so often."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from .failures import NomadMissingError, patiently
from .reading import Document, Reading

ENDED: Final = frozenset({"complete", "failed", "lost"})
UNKNOWN: Final = "unknown"
"""How an allocation is whose node does not answer its servers."""

_SHORTEST: Final = 0.3
_PER_JOB: Final = 0.008
"""Seconds between two questions: at least so many, and more with many jobs, so that a cluster is not kept busy."""

_MANY: Final = 4
"""From so many jobs on all are asked for at once instead of one by one."""


class Watch:
    """The allocations of jobs that are followed. `pipeline` and `namespace` are those of all of them."""

    def __init__(self, reading: Reading, pipeline: str, namespace: str) -> None:
        self._reading = reading
        self._pipeline = pipeline
        self._namespace = namespace
        self._found: dict[str, Document | None] = {}
        self._tells: dict[str, Callable[[str], None]] = {}
        self._turn = asyncio.Condition()
        self._asking: asyncio.Task[None] | None = None
        self._fault: BaseException | None = None

    @property
    def pause(self) -> float:
        """Seconds between two looks."""
        return max(_SHORTEST, _PER_JOB * len(self._found))

    def follow(self, job: str, tell: Callable[[str], None]) -> None:
        """Look at a job from now on; `tell` takes what stands in the way of that."""
        self._found.setdefault(job, None)
        self._tells[job] = tell
        if self._asking is None or self._asking.done():
            self._fault = None
            self._asking = asyncio.ensure_future(self._ask())

    def forget(self, job: str) -> None:
        """Look at a job no more."""
        self._found.pop(job, None)
        self._tells.pop(job, None)

    async def next(self, job: str) -> Document | None:
        """Wait for the next look, and return the job's allocation, None while it has none."""
        async with self._turn:
            if self._fault is None:
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

    def _tell(self, sentence: str) -> None:
        for tell in tuple(self._tells.values()):
            tell(sentence)

    async def _look(self) -> None:
        jobs = [job for job, found in self._found.items() if found is None or found["ClientStatus"] not in ENDED]
        newest: dict[str, Document | None] = {}
        if len(jobs) >= _MANY:
            alive = await self._reading.alive(self._pipeline, self._namespace)
            newest |= {item["JobID"]: item for item in alive}
        rest = [job for job in jobs if job not in newest]
        newest |= zip(rest, await asyncio.gather(*map(self._of, rest)), strict=True)
        for job, found in newest.items():
            if job in self._found:
                self._found[job] = found

    async def _of(self, job: str) -> Document | None:
        try:
            found = await self._reading.allocations_of(job, self._namespace)
        except NomadMissingError:
            return None
        return found[-1] if found else None
