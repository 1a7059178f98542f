"""What is seen of an attempt that an engine runs, written into the state and the logs as it comes."""

import asyncio
import time
from collections.abc import Mapping
from typing import NamedTuple

from compiler.ir.job import Job, Step

from ..errors import LogError, RuntimeFault
from ..records import StepResult, Stream
from ..state.change import Change
from ..state.changes import BeginStep, EndStep
from .context import RunContext
from .keeping import OwnLog
from .step_log import StepOutput
from .steps import told_exit


class Earlier(NamedTuple):
    """What is in the state of an attempt that began under a runtime that is gone.

    `bases` are the numbers of the tries of each step before this attempt, `tries` the status of those in it by step
    and number.
    """

    bases: Mapping[str, int] = {}
    tries: Mapping[tuple[str, int], str] = {}


class Sightings:
    """The `Sight` of one attempt. Tries of a step are numbered in the state over all attempts of its job."""

    def __init__(self, context: RunContext, job: Job, attempt: int, own: OwnLog) -> None:
        self._context = context
        self._job = job
        self._attempt = attempt
        self._own = own
        self._steps: dict[str, Step] = {step.id: step for step in job.steps}
        before = Earlier({step: context.tries.get((job.id, step), 0) for step in self._steps})
        earlier = context.adopted.pop(job.id, before)
        self._bases, self._known = earlier.bases, dict(earlier.tries)
        self._open: dict[tuple[str, int], tuple[StepOutput, float]] = {}
        self._writing: list[asyncio.Future[None]] = []
        self._faults: list[LogError] = []
        self.results: dict[str, StepResult] = {}

    @property
    def failed(self) -> StepResult | None:
        """How the first step ended that failed the job."""
        ended = ((step, self.results.get(step.id)) for step in self._job.steps)
        failed = (
            found for step, found in ended if found and found.status == "failure" and not step.continue_on_failure
        )
        return next(failed, None)

    def begun(self, step: str, tried: int) -> None:
        """Record that a try began."""
        number = self._number(step, tried)
        if (step, number) in self._open or self._known.get((step, number), "running") != "running":
            return
        if (step, number) not in self._known:
            self._write(BeginStep(self._context.run, self._job.id, self._attempt, step, number))
        self._known[step, number] = "running"
        output = StepOutput(self._context, self._job.id, step, number)
        output.begin_anew()
        self._open[step, number] = output, time.monotonic()
        self._context.observer.step_changed(self._job.id, step, number, "running", 0, "")

    def wrote(self, step: str, tried: int, stream: Stream, data: bytes) -> None:
        """Take output."""
        if not step:
            self._own.say(stream, data)
            return
        found = self._open.get((step, self._number(step, tried)))
        if found is not None:
            found[0].write(stream, data)

    def ended(self, step: str, tried: int, result: StepResult) -> None:
        """Record how a try ended, and how the step did so far."""
        result = result._replace(reason=self._reason(step, result))
        self.results[step] = result
        number = self._number(step, tried or 1)
        known = self._known.get((step, number))
        if known not in {None, "running"}:
            return
        if known is None:
            self._write(BeginStep(self._context.run, self._job.id, self._attempt, step, number))
        self._known[step, number] = result.status
        output, began = self._open.pop((step, number), (None, time.monotonic()))
        duration = round((time.monotonic() - began) * 1000)
        if output is not None:  # first: of a try that has ended nothing is read once more
            if result.status == "failure":
                output.system(f"step `{step}` failed: {result.reason}", "error")
            output.close()
            self._faults.extend(fault for fault in (output.fault,) if fault is not None)
        self._write(EndStep(self._context.run, self._job.id, step, number, result, duration))
        self._context.observer.step_changed(self._job.id, step, number, result.status, duration, result.reason)

    async def close(self) -> None:
        """End what has no ending, and wait until all is durable; a LogError for output that could not be kept."""
        for step, number in tuple(self._open):
            result = StepResult("cancelled", reason="it was cancelled")
            self.ended(step, number - self._bases.get(step, 0), result)
        await asyncio.gather(*self._writing)
        if self._faults:
            raise self._faults[0]

    def refuse_secrets(self, outputs: Mapping[str, str]) -> None:
        """Raise where an output holds a secret: outputs are kept in the state, and shown."""
        for name, value in outputs.items():
            if self._context.masker.mask_text(value) != value:
                raise RuntimeFault(
                    f"the output `{name}` holds the value of a secret",
                    "list the secret in the job that needs it instead of passing it on",
                    failure_class="configuration",
                )

    def _number(self, step: str, tried: int) -> int:
        number = self._bases.get(step, 0) + tried
        key = (self._job.id, step)
        self._context.tries[key] = max(number, self._context.tries.get(key, 0))
        return number

    def _reason(self, step: str, result: StepResult) -> str:
        if result.reason or result.status == "success":
            return result.reason
        if result.status == "skipped":
            return "its condition is false" if self.failed is None else "a step before it failed"
        if result.failure_class == "timeout":
            return f"it was stopped after {self._steps[step].timeout} s, or when the time of the job was over"
        return told_exit(result.exit_code)

    def _write(self, change: Change) -> None:
        self._writing.append(self._context.begin_write(change))
