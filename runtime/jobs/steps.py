"""The steps of one attempt of a job, one after another."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from compiler.ir.expression import Value
from compiler.ir.job import Job, Step

from ..errors import LogError, RuntimeFault, StateError, fault_of_system
from ..executors.base import Command, JobSession, JobSpace, Running
from ..records import Exit, FailureClass, StepResult
from ..state.changes import BeginAttempt, BeginStep, EndStep, StepHandle
from .context import RunContext
from .directories import enter
from .environment import step_environment
from .outputs import read_outputs
from .retry import Again, after_failure
from .step_log import StepOutput
from .values import Known, holds, survives_failure

if TYPE_CHECKING:
    from ..state.change import Change

TIMED_OUT: Final = 124
CANNOT_START: Final = 126
_NOT_FOUND: Final = 127
_KILLED: Final = 137
_SIGNALLED: Final = 128
_SHORTEST: Final = 0.001


class Steps:
    """Runs the steps of one attempt; what became of them is in `results`, by the step's id."""

    def __init__(
        self, context: RunContext, job: Job, attempt: int, *, session: JobSession, space: JobSpace, known: Known
    ) -> None:
        self.context = context
        self.job = job
        self.attempt = attempt
        self.session = session
        self.space = space
        self.known = known
        self.deadline = time.monotonic() + job.timeout
        self.results: dict[str, StepResult] = {}
        self.failed: StepResult | None = None
        self.outputs: dict[str, Value] = {}
        self.unwritten: list[Change] = []
        self.files: list[Path] = []
        self.seen: dict[str, Value] = {}

    async def run(self) -> None:
        """Run them all. Cancelling ends what runs, and marks the step as cancelled, before it is passed on."""
        for step in self.job.steps:
            result = await self._step(step)
            self.results[step.id] = result
            self.seen[step.name or step.id] = {"status": result.status, "outputs": dict(_values(result.outputs))}
            if result.status == "failure" and not step.continue_on_failure and self.failed is None:
                self.failed = result

    async def _step(self, step: Step) -> StepResult:
        if step.conditional is None and self.failed is None:
            return await self._tries(step)
        if self.failed is not None and not survives_failure(step.conditional):
            return self._not_run(step, "a step before it failed")
        try:
            wanted = step.conditional is None or holds(
                step.conditional, self.known, self.seen, failed=self.failed is not None
            )
        except RuntimeFault as fault:
            result = StepResult("failure", CANNOT_START, "configuration", f"its condition has no answer: {fault}")
            return await self._told(step, result)
        return await self._tries(step) if wanted else self._not_run(step, "its condition is false")

    def _not_run(self, step: Step, reason: str) -> StepResult:
        result = StepResult("skipped", reason=reason)
        number = self.context.next_try(self.job.id, step.id)
        self.unwritten.extend(self._begun_and_ended(step, number, result))
        self.context.observer.step_changed(self.job.id, step.id, number, "skipped", 0, reason)
        return result

    def _begun_and_ended(self, step: Step, number: int, result: StepResult) -> "tuple[Change, ...]":
        run, job = self.context.run, self.job.id
        return (
            BeginStep(run, job, self.attempt, step.id, number),
            EndStep(run, job, step.id, number, result, 0),
        )

    async def _told(self, step: Step, result: StepResult) -> StepResult:
        """Record a step that failed before it began."""
        number = self.context.next_try(self.job.id, step.id)
        self.unwritten.extend(self._begun_and_ended(step, number, result))
        with StepOutput(self.context, self.job.id, step.id, number) as output:
            output.system(result.reason, "error")
        self.context.observer.step_changed(self.job.id, step.id, number, result.status, 0, result.reason)
        return result

    async def _tries(self, step: Step) -> StepResult:
        policy = self.job.retry._replace(max_attempts=step.retry_count + 1)
        began, tried = time.monotonic(), 0
        while True:
            tried += 1
            number = self.context.next_try(self.job.id, step.id)
            with StepOutput(self.context, self.job.id, step.id, number) as output:
                result = await self._try(step, number, output)
                if result.status == "success":
                    return result
                again = after_failure(policy, tried, result.failure_class, time.monotonic() - began, random.random)
                if again.delay is not None and time.monotonic() + again.delay >= self.deadline:
                    again = Again(None, "the time of the job does not suffice for another try")
                output.system(_sentence(step, tried, result, again), "warning" if again.delay is not None else "error")
            if again.delay is None:
                return result
            await asyncio.sleep(again.delay)

    async def _try(self, step: Step, number: int, output: StepOutput) -> StepResult:
        """One try, from its transition in the state to its end there."""
        run, job = self.context.run, self.job.id
        begin = BeginStep(run, job, self.attempt, step.id, number)
        unwritten = self._take_unwritten()
        began = time.monotonic()
        result = StepResult("cancelled", reason="it was cancelled")
        try:  # from here on: a wait for the state may be cancelled, what is written all the same
            await self.context.write(*unwritten, begin)
            if any(isinstance(change, BeginAttempt) for change in unwritten):
                self.context.observer.job_changed(job, "running", self.attempt, 0, "")
            self.context.observer.step_changed(job, step.id, number, "running", 0, "")
            result = await self._perform(step, number, output)
        except (LogError, StateError):
            raise
        except RuntimeFault as fault:
            result = StepResult("failure", CANNOT_START, fault.failure_class, _with_help(fault))
        except OSError as error:
            met = fault_of_system(error)
            result = StepResult("failure", CANNOT_START, met.failure_class, _with_help(met))
        finally:
            duration = round((time.monotonic() - began) * 1000)
            result = result._replace(reason=self.context.masker.mask_text(result.reason))
            self.unwritten.append(EndStep(run, job, step.id, number, result, duration))
            self.context.observer.step_changed(job, step.id, number, result.status, duration, result.reason)
        return result

    def _take_unwritten(self) -> "list[Change]":
        taken, self.unwritten = self.unwritten, []
        return taken

    async def _perform(self, step: Step, number: int, output: StepOutput) -> StepResult:
        limit = min(float(step.timeout), self.deadline - time.monotonic())
        if limit <= 0:
            return StepResult("failure", TIMED_OUT, "timeout", "the time of the job is over")
        if step.action is not None:
            from .actions import perform_action

            return await perform_action(self, step, output, limit)
        command, path = self._command(step, number)
        try:
            running = await self._start(command, output)
        except TimeoutError:
            return StepResult("failure", TIMED_OUT, "timeout", "the time of the job was over before the step began")
        exit_, timed_out = await self._wait(step, number, running, limit)
        if output.fault is not None:
            raise output.fault
        if timed_out:
            shown = f"{limit:.0f} s" if limit >= 1 else f"{limit:.3f} s"
            return StepResult("failure", TIMED_OUT, "timeout", f"it was stopped after {shown}")
        return self._ended(exit_, path)

    async def _start(self, command: Command, output: StepOutput) -> Running:
        """Start a program; TimeoutError when the time of the job is over before, such as by pulling an image."""
        with output.held() as sink:
            async with asyncio.timeout(self.deadline - time.monotonic()):
                running = await self.session.start(command, sink)
            output.container = running.container
        return running

    def _command(self, step: Step, number: int) -> tuple[Command, Path]:
        """Write the script, and return how it is called and where its outputs come."""
        directory = enter(self.space.workspace, step.working_directory)
        script = self._private(step, number, "script", (step.script or "").encode())
        path = self._private(step, number, "output")
        mark = self.session.inside(path)
        promised = {
            **self.session.variables,
            "CI_WORKSPACE": self.session.inside(self.space.workspace),
            "PIPEC_OUTPUT": mark,
        }
        environment = step_environment(self.job, step, self.known, self.seen, promised)
        inside = self.session.inside
        argv = (*step.shell, inside(script))
        return Command(step.id, argv, environment, inside(directory), step.image, mark), path

    def _private(self, step: Step, number: int, what: str, data: bytes = b"") -> Path:
        """Write a file of the runtime's for one try of a step; its folder may be that of other jobs too."""
        path = self.space.private / f"{self.job.id}.{self.attempt}.{step.id}.{number}.{what}"
        self.files.append(path)
        _write(path, data)
        return path

    async def _wait(self, step: Step, number: int, running: Running, limit: float) -> tuple[Exit, bool]:
        context = self.context
        context.running.add(running)
        handle = StepHandle(context.run, self.job.id, step.id, number, running.handle, running.container)
        context.write_soon(handle[:4], handle)
        try:
            async with asyncio.timeout(max(limit, _SHORTEST)):
                return await running.wait(), False
        except TimeoutError:
            return await running.stop(context.grace), True
        except asyncio.CancelledError:
            await running.stop(context.grace)
            raise
        finally:
            context.running.discard(running)
            if not running.container:  # a process that has ended is not looked for; a container's name is worth keeping
                context.forget_soon(handle[:4])

    def _ended(self, exit_: Exit, path: Path) -> StepResult:
        published = read_outputs(path)
        self.publish(published)
        if exit_.code == 0:
            return StepResult("success", outputs=published)
        reason = "it was killed for want of memory" if exit_.oom else told_exit(exit_.code)
        return StepResult("failure", exit_.code, classify(exit_), reason, published)

    def publish(self, outputs: Mapping[str, str]) -> None:
        """Take outputs that the job may declare. They are kept in the state and shown, so no secret may be in them."""
        for name, value in outputs.items():
            if self.context.masker.mask_text(value) != value:
                raise RuntimeFault(
                    f"the output `{name}` holds the value of a secret",
                    "list the secret in the job that needs it instead of passing it on",
                    failure_class="configuration",
                )
        self.outputs.update(outputs)


def told_exit(code: int) -> str:
    """Return an exit code with what shells mean by it."""
    if code > _SIGNALLED:
        with suppress(ValueError):
            return f"exit code {code}: ended by {signal.Signals(code - _SIGNALLED).name}"
    meaning = {CANNOT_START: ": a command cannot be executed", _NOT_FOUND: ": a command was not found"}
    return f"exit code {code}{meaning.get(code, '')}"


def classify(exit_: Exit) -> FailureClass | None:
    """Return the class of a failure by its exit code; None for success."""
    if exit_.code == 0:
        return None
    if exit_.code in {CANNOT_START, _NOT_FOUND}:
        return "configuration"
    return "resource" if exit_.oom or exit_.code == _KILLED else "code"


def _write(path: Path, data: bytes) -> None:
    """Write a file that a container's user may read and write too; its folder keeps others of this machine out."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        os.fchmod(descriptor, 0o666)
        while data:
            data = data[os.write(descriptor, data) :]
    finally:
        os.close(descriptor)


def _values(outputs: Mapping[str, object]) -> Mapping[str, Value]:
    return outputs  # type: ignore[return-value]  # actions and files give values of the expression language alone


def _with_help(fault: RuntimeFault) -> str:
    return f"{fault}; {fault.help}" if fault.help else str(fault)


def _sentence(step: Step, tried: int, result: StepResult, again: Again) -> str:
    what = f"step `{step.name or step.id}` failed"
    if step.retry_count:
        what = f"attempt {tried} of {what}"
    follows = f"; the next attempt begins in {again.delay:.1f} s" if again.delay is not None else ""
    why = f"; {again.reason}" if again.delay is None and again.reason else ""
    return f"{what}: {result.reason}{follows}{why}"
