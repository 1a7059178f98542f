"""Steps that the runtime itself performs, within the step's limits."""

import asyncio
import time
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from compiler.ir.expression import Value
from compiler.ir.job import Step
from compiler.ir.values import Text

from ..executors.base import Command
from ..executors.images import image_of
from ..logs.masking import Masker
from ..records import Exit, StepResult
from .directories import enter
from .environment import step_environment
from .guarding import guarded, service_of
from .step_log import StepOutput
from .values import argument_value

if TYPE_CHECKING:
    from .steps import Steps

TIMED_OUT = 124


async def perform_action(steps: "Steps", step: Step, output: StepOutput, limit: float) -> StepResult:
    """Perform the action of a step, for at most `limit` seconds."""
    from ..actions import ACTIONS, ActionContext

    assert step.action is not None  # noqa: S101 - the caller looked
    masker = steps.context.masker
    context = ActionContext(
        steps.space.workspace,
        enter(steps.space.workspace, step.working_directory),
        output.system,
        _Runner(steps, step, output).run,
        masker.mask_text,
        time.monotonic() + limit,
    )
    arguments = action_arguments(steps, step)
    try:
        async with asyncio.timeout(limit):
            call = partial(ACTIONS[step.action.type], arguments, context)
            result = await guarded(steps.context.breakers, service_of(step.action.type, arguments), call)
    except TimeoutError:
        return StepResult("failure", TIMED_OUT, "timeout", f"it was stopped after {limit:.0f} s")
    return result._replace(outputs={name: _masked(value, masker) for name, value in result.outputs.items()})


def _masked(value: Any, masker: Masker) -> Any:
    """Return a value without the values of secrets: what others answer may hold what they were sent."""
    if isinstance(value, str):
        return masker.mask_text(value)
    if isinstance(value, Mapping):
        return {masker.mask_text(str(name)): _masked(item, masker) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(item, masker) for item in value]
    return value


def action_arguments(steps: "Steps", step: Step) -> Mapping[str, Any]:
    """Return the arguments with their run-time parts filled in, but those that the action evaluates itself."""
    from ..actions import LAZY

    assert step.action is not None  # noqa: S101 - the caller looked
    lazy = LAZY.get(step.action.type, frozenset())
    known = steps.known._replace(variables={**steps.known.variables, **steps.session.addresses})
    return {
        name: _lazy(value) if name in lazy else argument_value(value, known, steps.seen)
        for name, value in step.action.arguments.entries
    }


def _lazy(value: Any) -> Any:
    """Return the tree of a text that is one expression, as the action wants it."""
    return value.parts[0] if isinstance(value, Text) and len(value.parts) == 1 else value


class _Runner:
    """Runs commands of an action in the job's session."""

    def __init__(self, steps: "Steps", step: Step, output: StepOutput) -> None:
        self._steps = steps
        self._step = step
        self._output = output
        self._count = 0

    async def run(self, argv: tuple[str, ...], seconds: float) -> Exit:
        """Run a command in the step's working directory and environment; TimeoutError when it takes longer."""
        running = await self._steps.session.start(self._command(argv), self._output.write)
        context = self._steps.context
        context.running.add(running)
        try:
            async with asyncio.timeout(seconds):
                return await running.wait()
        except TimeoutError:
            await running.stop(0)
            raise
        except asyncio.CancelledError:
            await running.stop(context.grace)
            raise
        finally:
            context.running.discard(running)

    def _command(self, argv: tuple[str, ...]) -> Command:
        steps, step = self._steps, self._step
        self._count += 1
        mark = steps.session.inside(
            steps.space.private / f"{steps.job.id}.{steps.attempt}.{step.id}.{self._count}.check"
        )
        promised: Mapping[str, str] = {
            **steps.session.variables,
            "CI_WORKSPACE": steps.session.inside(steps.space.workspace),
            "PIPEC_OUTPUT": mark,
        }
        nothing: Mapping[str, Value] = steps.seen
        environment = step_environment(steps.job, step, steps.known, nothing, promised)
        directory = steps.session.inside(enter(steps.space.workspace, step.working_directory))
        return Command(step.id, argv, environment, directory, image_of(steps.job, step), mark)
