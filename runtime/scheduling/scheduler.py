"""The scheduler: reactive, with dependency counts; a transition is in the state before it is acted on."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from functools import partial

from compiler.ir.expression import Literal
from compiler.ir.job import Job

from ..errors import RuntimeFault
from ..jobs.context import RunContext
from ..jobs.values import holds
from ..records import JobStatus
from ..state.change import Change
from ..state.changes import MoveJob
from .endings import only_after_success
from .graph import Graph, Verdict
from .interruption import Interrupted, Interruptible
from .progress import Ended, Progress
from .queue import ReadyQueue
from .results import RunResults
from .tries import Tries

AskFor = Callable[[Job], Coroutine[None, None, tuple[JobStatus, str]]]
"""Waits until people have decided about a job: `pending` when it may start, else its ending and the reason."""


class Scheduler:
    """Runs the jobs of a graph; `results` and the state hold what they came to."""

    def __init__(
        self,
        context: RunContext,
        graph: Graph,
        results: RunResults,
        *,
        slots: int,
        keep_going: bool,
        ask: AskFor,
        progress: dict[str, Progress] | None = None,
        approved: Iterable[str] = (),
    ) -> None:
        self.context = context
        self.graph = graph
        self.results = results
        self.queue = ReadyQueue(slots)
        self.keep_going = keep_going
        self.paused = False
        self.stopping = ""
        self.halted = ""
        self._ask = ask
        self.progress = progress or {}
        self._approved = set(approved)
        self.working: set[str] = set()
        self._waiting: set[str] = set()
        self.interruptible = Interruptible()
        self._tries = Tries(context, self)
        self._tasks: set[asyncio.Task[None]] = set()
        self.fault: BaseException | None = None
        self._done = asyncio.Event()

    @property
    def active(self) -> bool:
        """Whether something goes on, or could, that is not waiting for people."""
        return bool(self.working) or (not self.paused and bool(len(self.queue)))

    @property
    def asking(self) -> bool:
        """Whether a job waits for people."""
        return bool(self._waiting)

    async def run(self, roots: Iterable[Verdict]) -> None:
        """Run until all jobs have ended. A fault of the state itself cancels everything and is raised."""
        self._follow_failures()
        await self.settle([], list(roots))
        await self._done.wait()
        while self._tasks:
            await asyncio.wait(self._tasks)
        if self.fault is not None:
            raise self.fault

    def pause(self, *, paused: bool) -> None:
        """Start no further jobs, or go on."""
        self.paused = paused
        self.fill()

    def cancel(self, reason: str) -> None:
        """End everything: what runs is stopped, what has not started never does."""
        if self.stopping:
            return
        self.stopping = reason
        for identifier in (*self.working, *self._waiting):
            self.interruptible.cancel(identifier, reason)
        self.start(self._drop(self.queue.remove(), reason))

    def give_up(self, fault: BaseException) -> None:
        """Stop everything because the state cannot be kept. Nothing is recorded: a resumption begins there again."""
        if self.fault is None:
            self.fault = fault
            self.stopping = self.stopping or str(fault)
            for identifier in (*self.working, *self._waiting):
                self.interruptible.cancel(identifier, str(fault))
        self._done.set()

    async def _drop(self, jobs: list[Job], reason: str) -> None:
        await self.settle([Ended(job, "cancelled", reason) for job in jobs], [])

    # What ends, and what that starts.

    async def settle(self, ended: list[Ended], verdicts: list[Verdict]) -> None:
        """Write endings, and let start what waited for them, or be blocked or skipped in its turn.

        The journal writes in order, and a job's own transition comes after these: so what starts now starts nothing
        before these endings are durable, and most times one transaction has both. They are told when they are.
        """
        if self.fault is not None:
            return
        written: list[asyncio.Future[None]] = []
        while ended or verdicts:
            if ended:
                changes = [change for item in ended for change in self._changes(item)]
                durable = self.context.begin_write(*changes)
                durable.add_done_callback(partial(self._tell, ended))
                written.append(durable)
            for item in ended:
                verdicts.extend(self._act_on(item))
            admitted = map(self._admit, verdicts)
            ended = [item for item in admitted if item is not None]
            verdicts = []
        self.fill()
        await asyncio.gather(*written)

    def _changes(self, item: Ended) -> Iterable[Change]:
        run = self.context.run
        outputs = dict(item.end.outputs)
        move = MoveJob(run, item.job.id, item.status, reason=item.reason, duration_ms=item.duration, outputs=outputs)
        return (*item.changes, move)

    def _act_on(self, item: Ended) -> list[Verdict]:
        job = item.job
        self.results.ended(job.id, item.status, dict(item.end.outputs))
        for kept in item.end.kept:
            self.results.kept(job.id, kept.name, kept.digest)
        if item.status == "failure":
            self._after_failure(job)
        return self.graph.ended(job.id, item.status)

    def _tell(self, ended: list[Ended], durable: "asyncio.Future[None]") -> None:
        """Tell endings as soon as they are durable, and so before what started because of them."""
        if durable.cancelled() or durable.exception() is not None:
            return
        for item in ended:
            progress = self.progress.get(item.job.id)
            attempt = progress.attempt if progress else 0
            self.context.observer.job_changed(item.job.id, item.status, attempt, item.duration, item.reason)

    def _follow_failures(self) -> None:
        """Draw the consequences of failures from before an interruption, which came perhaps before they were drawn."""
        for identifier, ending in self.graph.endings.items():
            if ending == "failure":
                self._after_failure(self.graph.jobs[identifier])

    def _after_failure(self, job: Job) -> None:
        if job.matrix is not None and job.matrix.fail_fast:
            others = [each.id for each in self.graph.jobs.values() if each.name == job.name and each.id != job.id]
            self._cancel_some(others, f"`{job.id}` failed, and the matrix fails fast")
        if not self.keep_going and not self.halted:
            self.halted = f"`{job.id}` failed; `--keep-going` runs it all the same"
            line = self.queue.remove()
            for each in line:
                if self._goes_on(each):
                    self.queue.add(each)
            self.start(self._drop([each for each in line if not self._goes_on(each)], self.halted))

    def _goes_on(self, job: Job) -> bool:
        """Tell whether a job in line runs although another failed: a catch, a finally, or what has begun already."""
        return not only_after_success(job) or job.id in self.progress

    def _cancel_some(self, identifiers: list[str], reason: str) -> None:
        for identifier in identifiers:
            if identifier not in self.graph.endings:
                self.interruptible.cancel(identifier, reason)
        self.start(self._drop(self.queue.remove(identifiers), reason))

    def _admit(self, verdict: Verdict) -> Ended | None:
        """Decide what becomes of a job that nothing holds back: an ending, or it is put in line."""
        job = verdict.job
        if not verdict.starts:
            return Ended(job, "blocked", verdict.cause)
        if self.stopping:
            return Ended(job, "cancelled", self.stopping)
        unwanted = self.interruptible.reason(job.id) or ("" if self._goes_on(job) else self.halted)
        if unwanted:
            return Ended(job, "cancelled", unwanted)
        condition = job.conditional
        if condition is not None and job.id not in self.progress:
            try:
                wanted = condition.value is True if isinstance(condition, Literal) else self._holds(job)
            except RuntimeFault as fault:
                return Ended(job, "failure", f"its condition has no answer: {fault}")
            if not wanted:
                return Ended(job, "skipped", "its condition is false")
        if job.approval is not None and job.id not in self._approved:
            self._waiting.add(job.id)
            self.start(self._await_approval(job))
        else:
            self.queue.add(job)
        return None

    def _holds(self, job: Job) -> bool:
        assert job.conditional is not None  # noqa: S101 - the caller looked
        return holds(job.conditional, self.context.known(), {})

    async def _await_approval(self, job: Job) -> None:
        status: JobStatus
        try:
            status, reason = await self.interruptible.run(job.id, self._ask(job))
        except Interrupted as interrupted:
            status, reason = "cancelled", str(interrupted)
        self._waiting.discard(job.id)
        if status == "pending" and not self.stopping:
            self._approved.add(job.id)
            self.queue.add(job)
            self.fill()
        else:
            reason = reason or self.stopping
            await self.settle([Ended(job, "cancelled" if status == "pending" else status, reason)], [])

    # What runs.

    def fill(self) -> None:
        """Let start what may, and notice when all has ended."""
        while not self.paused and not self.stopping:
            job = self.queue.take()
            if job is None:
                break
            self.working.add(job.id)
            self.start(self._tries.work(job))
        if self.graph.complete:
            self._done.set()

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Do something of the scheduler's own, which is never cancelled."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._look_at)

    def _look_at(self, task: asyncio.Task[None]) -> None:
        """A fault in the scheduler's own work, such as a state that cannot be written, ends the run at once."""
        self._tasks.discard(task)
        fault = None if task.cancelled() else task.exception()
        if fault is not None:
            self.give_up(fault)
