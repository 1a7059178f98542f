"""One attempt of one job, from an empty workspace to its artifacts."""

import asyncio
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from compiler.ir.expression import nearest
from compiler.ir.job import Job

from ..artifacts.changes import UseArtifact
from ..artifacts.faults import CorruptedObjectError, MissingObjectError
from ..errors import LogError, RuntimeFault, StateError, fault_of_system
from ..executors.base import JobOrder, JobSession, StepExecutor
from ..records import StepResult
from ..state.change import Change
from .checkout import Snapshot, fill_workspace, take_snapshot
from .context import RunContext
from .inputs import input_digests
from .keeping import AttemptEnd, OwnLog, Place, keep_artifacts
from .space import make_space, remove_space, space_of
from .steps import Steps
from .threads import in_thread
from .values import Known, text_value


class Attempt:
    """Performs one attempt; `run` once."""

    def __init__(
        self, context: RunContext, executor: StepExecutor, job: Job, number: int, opening: tuple[Change, ...]
    ) -> None:
        """Take what is to be done; `opening` are the transitions that have to be written before anything is."""
        self.context = context
        self.executor = executor
        self.job = job
        self.number = number
        self.space = space_of(context.state, context.run, job.id, number, shared=executor.light)
        self.known = context.known()
        self._deadline = time.monotonic() + job.timeout
        self._opening = opening
        self.own = OwnLog(context, job, number)
        self._seen_as: tuple[str, ...] = ()
        self._used: list[UseArtifact] = []
        self._stop = threading.Event()

    async def run(self) -> AttemptEnd:
        """Return what became of it; being cancelled is an ending too, so nothing of it is alive afterwards."""
        steps: Steps | None = None
        session: JobSession | None = None
        try:
            if not self._light:
                await self._open()
            await self._prepare()
            session = await self._begin()
            known = self._with_services(session)
            self._seen_as = (session.inside(self.space.workspace),)
            steps = Steps(self.context, self.job, self.number, session=session, space=self.space, known=known)
            steps.deadline = self._deadline
            steps.unwritten, self._opening = [*self._opening, *self._used], ()
            await steps.run()
            end = _ended(steps.failed)
        except asyncio.CancelledError as cancelled:
            end = AttemptEnd("cancelled", reason=str(cancelled.args[0]) if cancelled.args else "it was cancelled")
        except (LogError, StateError):  # the run stops, and a resumption begins this attempt anew
            if session is not None:
                with suppress(RuntimeFault):
                    await session.close()
            raise
        except RuntimeFault as fault:
            end = self._faulted(fault)
        except OSError as error:
            end = self._faulted(fault_of_system(error))
        finishing = asyncio.ensure_future(self._finish(end, steps, session))
        try:
            return await asyncio.shield(finishing)
        except asyncio.CancelledError:  # what is over already is not cancelled any more
            return await finishing

    async def _finish(self, end: AttemptEnd, steps: Steps | None, session: JobSession | None) -> AttemptEnd:
        """Take everything down, and keep the artifacts that this ending leaves."""
        if session is not None:
            try:
                await session.close()
                unclosed = session.left_over
            except RuntimeFault as fault:
                unclosed = True
                self.own.say("system", f"{fault}\n".encode())
            if unclosed:
                self.context.unclosed.append(self.job.id)
        if steps is None:
            end = end._replace(changes=self._opening)
        else:
            end = end._replace(changes=tuple(steps.unwritten), outputs=self._declared(steps))
            if end.status == "success":
                self._warn_of_outputs(steps)
            end = await keep_artifacts(self.context, self.job, end, self._place(), self.own)
        if not self.context.keep and self.job.id not in self.context.unclosed:
            await self._remove(() if steps is None else steps.files)
        self.own.close()
        return end

    @property
    def _light(self) -> bool:
        """Whether nothing is done before the first step, so that both beginnings may be written together."""
        return not self._large and not self.job.services and self.executor.light

    @property
    def _large(self) -> bool:
        """Whether filling or removing the workspace may take long enough to stop other jobs from starting."""
        return self.job.checkout is not None or bool(self.job.inputs or self.job.artifacts)

    async def _open(self) -> None:
        opening, self._opening = self._opening, ()
        await self.context.write(*opening)
        self.context.observer.job_changed(self.job.id, "running", self.number, 0, "")

    async def _begin(self) -> JobSession:
        """Start the services, within the time of the job."""
        try:
            async with asyncio.timeout(self._deadline - time.monotonic()):
                return await self.executor.begin(self._order())
        except TimeoutError:
            raise RuntimeFault(
                f"the time of the job, {self.job.timeout} s, was over before its first step", failure_class="timeout"
            ) from None

    async def _remove(self, files: Sequence[Path]) -> None:
        try:
            if self._light:
                self.context.remover.remove(self.space, files)
            else:
                await in_thread(self._stop, remove_space, self.space, files)
        except OSError as error:
            self.own.say("system", f"the workspace cannot be removed: {error.strerror}\n".encode())

    async def _prepare(self) -> None:
        try:
            make_space(self.space)
        except OSError as error:
            raise RuntimeFault(
                f"the workspace cannot be made: {error.strerror}",
                f"make room or mend what stands in the way at {self.space.workspace.parent}",
                failure_class="resource",
            ) from error
        if self.job.checkout is not None and self.context.source is not None:
            snapshot = await in_thread(self._stop, self._snapshot)
            if snapshot.notice:
                self.own.say("system", f"{snapshot.notice}\n".encode())
            await in_thread(self._stop, fill_workspace, snapshot, self.space.workspace, self._stop)
        if self.job.inputs:
            await in_thread(self._stop, self._place_inputs)

    def _snapshot(self) -> Snapshot:
        assert self.context.source is not None  # noqa: S101 - the caller looked
        submodules = any(job.checkout is not None and job.checkout.submodules for job in self.context.plan.jobs)
        with self.context.snapshot_lock:
            return take_snapshot(self.context.source, self.context.directory, submodules=submodules, stop=self._stop)

    def _place_inputs(self) -> None:
        taken: dict[str, str] = {}
        for item, digest in zip(self.job.inputs, input_digests(self.context, self.job), strict=True):
            if digest is None:
                continue
            self._used.append(UseArtifact(digest))
            try:
                self.context.store.place(digest, item.path, self.space.workspace, taken, f"{item.job}.{item.artifact}")
            except (CorruptedObjectError, MissingObjectError) as fault:
                fault.help = f"`pipec run --from {item.job}` makes it again, and `pipec artifact verify` finds others"
                raise

    def _order(self) -> JobOrder:
        environment = {
            service.name: {item.name: text_value(item.value, self.known, {}) for item in service.environment}
            for service in self.job.services
        }
        return JobOrder(self.context.run, self.job, self.number, self.space, environment, self.own.say)

    def _with_services(self, session: JobSession) -> Known:
        addresses = {name: value for name, value in session.variables.items() if name.startswith("PIPEC_SERVICE_")}
        return self.known._replace(variables={**self.known.variables, **addresses}) if addresses else self.known

    def _faulted(self, fault: RuntimeFault) -> AttemptEnd:
        return self.own.faulted(fault)

    def _place(self) -> Place:
        return Place(self.space.workspace, self._seen_as, self._stop)

    def _warn_of_outputs(self, steps: Steps) -> None:
        """Say which outputs were declared and never written; whoever reads them finds nothing."""
        for name in self.job.outputs:
            if name not in steps.outputs:
                near = nearest(name, tuple(steps.outputs))
                meant = f"; did you mean `{near}`, which was?" if near else ""
                self.own.say("system", f"the output `{name}` is declared, and no step wrote it{meant}\n".encode())

    def _declared(self, steps: Steps) -> Mapping[str, str]:
        return {name: str(steps.outputs[name]) for name in self.job.outputs if name in steps.outputs}


def _ended(failed: StepResult | None) -> AttemptEnd:
    if failed is None:
        return AttemptEnd("success")
    return AttemptEnd("failure", failed.exit_code, failed.failure_class, failed.reason)
