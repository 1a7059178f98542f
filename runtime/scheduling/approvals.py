"""Waiting for people: a job that needs approval asks, and starts when enough of them agreed."""

import asyncio
import time
from collections.abc import Callable, Mapping

from compiler.ir.job import Job

from ..jobs.context import RunContext
from ..records import JobStatus
from ..state.changes import AskApproval, MoveJob
from ..state.records import ApprovalRecord

Decided = tuple[JobStatus, str]


class Approvals:
    """The questions of a run that are open. `look` is called when the state has changed, and now and then."""

    def __init__(self, context: RunContext, read: Callable[[], Mapping[str, ApprovalRecord]]) -> None:
        self._context = context
        self._read = read
        self._open: dict[str, asyncio.Future[Decided]] = {}
        self._deadlines: dict[str, float] = {}

    async def ask(self, job: Job) -> Decided:
        """Ask about a job; return `pending` when it may start, else how it ended and why."""
        assert job.approval is not None  # noqa: S101 - only such jobs are asked about
        wanted = job.approval
        run = self._context.run
        deadline = None if wanted.timeout is None else round(time.time() * 1000) + wanted.timeout * 1000
        question = AskApproval(run, job.id, wanted.required, wanted.approvers, wanted.message, deadline)
        reason = wanted.message or "it waits for approval"
        if job.id not in self._context.asked:  # after an interruption the first question and its time stand
            await self._context.write(MoveJob(run, job.id, "waiting", reason=reason), question)
        self._context.observer.job_changed(job.id, "waiting", 0, 0, reason)
        self._open[job.id] = asyncio.get_running_loop().create_future()
        try:
            self.look()
            return await self._open[job.id]
        finally:
            del self._open[job.id]

    @property
    def waiting(self) -> bool:
        """Whether a question is open."""
        return bool(self._open)

    def look(self) -> None:
        """Read what was decided, and let go on what waited for it."""
        if not self._open:
            return
        records = self._read()
        for job, future in self._open.items():
            record = records.get(job)
            decided = None if record is None else _decided(record, over=self._is_over(record))
            if decided is not None and not future.done():
                future.set_result(decided)

    def _is_over(self, record: ApprovalRecord) -> bool:
        """Tell whether the time for a question is over.

        The deadline is of the wall clock, because it outlives this process; in this process it is looked at once, so
        that setting the clock neither ends a question nor prolongs it.
        """
        if record.deadline is None:
            return False
        if record.job not in self._deadlines:
            self._deadlines[record.job] = time.monotonic() + record.deadline / 1000 - time.time()
        return time.monotonic() >= self._deadlines[record.job]


def _decided(record: ApprovalRecord, *, over: bool) -> Decided | None:
    """Return what became of a question, None while it is open; `over` when its time is."""
    if record.verdict == "approved":
        return "pending", ""
    if record.verdict == "rejected":
        refusal = next(decision for decision in record.decisions if not decision.approved)
        return "failure", f"rejected by {refusal.who}" + (f": {refusal.reason}" if refusal.reason else "")
    if over:
        return "failure", "nobody approved it in time"
    return None
