"""The attempts of a job: each is begun, concluded, and followed by an ending or, a while later, by another one."""

import asyncio
import random
import time
from typing import TYPE_CHECKING, cast

from compiler.ir.job import Job

from ..executors.base import StepExecutor
from ..executors.whole import WholeExecutor
from ..jobs.attempt import Attempt
from ..jobs.context import RunContext
from ..jobs.keeping import AttemptEnd
from ..jobs.retry import after_failure
from ..jobs.whole import WholeAttempt
from ..records import JobStatus
from ..state.change import Change
from ..state.changes import BeginAttempt, EndAttempt, MoveJob
from .interruption import Interrupted
from .progress import Ended, Progress

if TYPE_CHECKING:
    from .scheduler import Scheduler


class Tries:
    """Performs the attempts of the jobs of one scheduler, which has given them a slot."""

    def __init__(self, context: RunContext, run: "Scheduler") -> None:
        self._context = context
        self._run = run
        executor = context.executor
        self._whole = executor if isinstance(executor, WholeExecutor) else None
        self._stepwise = cast("StepExecutor", executor)

    async def work(self, job: Job) -> None:
        """One attempt, and what follows from it."""
        progress = self._run.progress.setdefault(job.id, Progress())
        opening = self._opening(job, progress)
        began = time.monotonic()
        try:
            end = await self._run.interruptible.run(job.id, self._attempt(job, progress.attempt, opening).run())
        except Interrupted as interrupted:  # before it did anything
            end = AttemptEnd("cancelled", reason=str(interrupted), changes=opening)
        finally:
            self._run.working.discard(job.id)
            self._run.queue.give_back(job)
        await self._conclude(job, progress, end, round((time.monotonic() - began) * 1000))

    def _opening(self, job: Job, progress: Progress) -> tuple[Change, ...]:
        """Return the transitions with which an attempt begins; none of one that goes on at its engine."""
        if progress.adopted:
            progress.adopted = False
            return ()
        progress.attempt += 1
        run, number = self._context.run, progress.attempt
        begin = BeginAttempt(run, job.id, number, delay_ms=round(progress.delay * 1000))
        return (MoveJob(run, job.id, "running", attempt=number), begin)

    def _attempt(self, job: Job, number: int, opening: tuple[Change, ...]) -> Attempt | WholeAttempt:
        if self._whole is not None:
            return WholeAttempt(self._context, self._whole, job, number, opening)
        return Attempt(self._context, self._stepwise, job, number, opening)

    async def _conclude(self, job: Job, progress: Progress, end: AttemptEnd, duration: int) -> None:
        if self._run.fault is not None:
            return
        status: JobStatus = "success" if end.status == "success" else "failure"
        if end.status == "cancelled":
            status = "cancelled"
            end = end._replace(reason=self._run.interruptible.reason(job.id) or end.reason)
        run, number = self._context.run, progress.attempt
        over = EndAttempt(run, job.id, number, status, end.exit_code, end.failure_class, end.reason, duration)
        changes = (*end.changes, over)
        if status == "failure" and not self._run.stopping:
            tried, elapsed = number - progress.uncounted, time.monotonic() - progress.began
            again = after_failure(job.retry, tried, end.failure_class, elapsed, random.random)
            if again.delay is not None:
                await self._retry(job, progress, again.delay, changes, end.reason)
                return
        await self._run.settle([Ended(job, status, end.reason, changes, end, duration)], [])

    async def _retry(
        self, job: Job, progress: Progress, delay: float, changes: tuple[Change, ...], reason: str
    ) -> None:
        told = f"{reason}; the next attempt begins in {delay:.1f} s"
        await self._context.write(*changes, MoveJob(self._context.run, job.id, "retry", reason=told))
        self._context.observer.job_changed(job.id, "retry", progress.attempt, 0, told)
        progress.delay = delay
        self._run.working.add(job.id)
        self._run.start(self._return_later(job, delay))
        self._run.fill()

    async def _return_later(self, job: Job, delay: float) -> None:
        try:
            await self._run.interruptible.run(job.id, asyncio.sleep(delay))
        except Interrupted as interrupted:
            self._run.working.discard(job.id)
            await self._run.settle([Ended(job, "cancelled", str(interrupted))], [])
            return
        self._run.working.discard(job.id)
        self._run.queue.add(job, first=True)
        self._run.fill()
