"""One attempt of a job that an engine runs whole: dispatched, looked on at, its artifacts kept here."""

import asyncio
import threading

from compiler.ir.job import Job
from compiler.ir.references import paths_of_steps

from ..artifacts.changes import UseArtifact
from ..errors import LogError, RuntimeFault, StateError, fault_of_system
from ..executors.whole import WholeEnd, WholeExecutor, WholeJob, WholeOrder
from ..state.change import Change
from .context import RunContext
from .inputs import input_digests
from .keeping import AttemptEnd, OwnLog, Place, keep_artifacts, wanted_artifacts
from .sightings import Sightings
from .space import make_space, remove_space, space_of
from .steps import TIMED_OUT
from .values import run_values


class WholeAttempt:
    """Performs one attempt; `run` once."""

    def __init__(
        self, context: RunContext, executor: WholeExecutor, job: Job, number: int, opening: tuple[Change, ...]
    ) -> None:
        """Take what is to be done; without `opening` transitions it began already, and is gone on with."""
        self.context = context
        self.executor = executor
        self.job = job
        self.number = number
        self.own = OwnLog(context, job, number)
        self.sightings = Sightings(context, job, number, self.own)
        self.space = space_of(context.state, context.run, job.id, number)
        self._opening = opening
        self._stop = threading.Event()
        self._dispatch: asyncio.Future[WholeJob] | None = None
        self._runs = False

    async def run(self) -> AttemptEnd:
        """Return what became of it; being cancelled is an ending too, so nothing of it runs afterwards."""
        try:
            work = await self._dispatched()
            self._runs = True
            end = self._ended(await work.follow())
            self._runs = False
        except asyncio.CancelledError as cancelled:
            end = AttemptEnd("cancelled", reason=str(cancelled.args[0]) if cancelled.args else "it was cancelled")
        except (LogError, StateError):
            raise
        except RuntimeFault as fault:
            end = self.own.faulted(fault)
        except OSError as error:
            end = self.own.faulted(fault_of_system(error))
        finishing = asyncio.ensure_future(self._finish(end))
        try:
            return await asyncio.shield(finishing)
        except asyncio.CancelledError:  # what is over already is not cancelled any more
            return await finishing

    async def _dispatched(self) -> WholeJob:
        inputs = input_digests(self.context, self.job)
        opening, self._opening = self._opening, ()  # written even if this is cancelled meanwhile
        if opening:
            await self.context.write(*opening, *(UseArtifact(digest) for digest in inputs if digest is not None))
        self.context.observer.job_changed(self.job.id, "running", self.number, 0, "")
        values = run_values(self.context.known(), self._before())
        order = WholeOrder(self.context.run, self.context.directory, self.job, self.number, values, inputs)
        self._dispatch = asyncio.ensure_future(self.executor.dispatch(order, self.sightings))
        return await asyncio.shield(self._dispatch)

    def _before(self) -> set[str]:
        """Return the names of the jobs of which this one reads outputs or endings."""
        return {path[1] for path in paths_of_steps(self.job) if path[0] == "job" and len(path) > 1}

    async def _finish(self, end: AttemptEnd) -> AttemptEnd:
        """End what still runs, and keep the artifacts that this ending leaves."""
        try:
            work = await self._work()
            if work is not None and (self._runs or end.status == "cancelled"):
                await self._end(work)
            await self.sightings.close()
            end = end._replace(changes=self._opening)
            if work is not None:
                end = await self._kept(end, work)
        finally:
            self.own.close()
            await asyncio.to_thread(self._clear)
        return end

    async def _work(self) -> WholeJob | None:
        """Return what the engine took, also when it did so while the attempt was being cancelled."""
        dispatch = self._dispatch
        if dispatch is None:
            return None
        await asyncio.wait([dispatch], timeout=self.context.grace)
        if dispatch.done():
            return None if dispatch.cancelled() or dispatch.exception() is not None else dispatch.result()
        dispatch.cancel()
        await asyncio.wait([dispatch])
        self._leave("it is not known whether the engine began it")
        return None

    async def _end(self, work: WholeJob) -> None:
        try:
            await work.stop()
        except RuntimeFault as fault:
            self._leave(f"{work.handle} cannot be stopped: {fault}")

    def _leave(self, reason: str) -> None:
        """Say that something of it may still run; `pipec clean` looks for what has a workspace."""
        self.own.say("system", f"{reason}\n".encode())
        self.context.unclosed.append(self.job.id)
        make_space(self.space)

    def _clear(self) -> None:
        if not self.context.keep and self.job.id not in self.context.unclosed and self.space.workspace.exists():
            remove_space(self.space)

    async def _kept(self, end: AttemptEnd, work: WholeJob) -> AttemptEnd:
        try:
            outputs = await work.outputs()
            self.sightings.refuse_secrets(outputs)
            end = end._replace(outputs=outputs)
            wanted = wanted_artifacts(self.job, end.status)
            if not wanted:
                return end
            make_space(self.space)
            for artifact in wanted:
                await work.fetch(artifact, self.space.workspace)
        except RuntimeFault as fault:
            return self._lost(end, fault)
        except OSError as error:
            return self._lost(end, fault_of_system(error))
        seen_as = (work.workspace,) if work.workspace else ()
        return await keep_artifacts(
            self.context, self.job, end, Place(self.space.workspace, seen_as, self._stop), self.own
        )

    def _lost(self, end: AttemptEnd, fault: RuntimeFault) -> AttemptEnd:
        if end.status != "success":
            return end
        return self.own.faulted(fault)._replace(changes=end.changes, outputs=end.outputs)

    def _ended(self, end: WholeEnd) -> AttemptEnd:
        failed = self.sightings.failed
        if end.reason and (failed is None or end.failure_class in {"resource", "timeout"}):
            self.own.say("system", f"{end.reason}\n".encode())
            code = TIMED_OUT if end.failure_class == "timeout" else 1
            return AttemptEnd("failure", code, end.failure_class, end.reason)
        if failed is None:
            return AttemptEnd("success")
        return AttemptEnd("failure", failed.exit_code, failed.failure_class, failed.reason)
