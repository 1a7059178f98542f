"""What an action is given, and how it fails.

An action is `async perform(arguments, context) -> StepResult`. `arguments` are those of the plan with every text
evaluated: strings, numbers, booleans, lists and mappings; durations are seconds, or text such as `30s` where they were
known only now. What `LAZY` names is the bare tree of its one expression, or a boolean.

An action returns for whatever the world does to it: a failure is a StepResult with its class and its reason. It raises
nothing but what cancels it, and leaves nothing running and no half-written file behind.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from ..errors import RuntimeFault
from ..logs.line import Level
from ..records import Exit, StepResult

MARGIN: Final = 1.0
"""How many seconds before the deadline an action that must not fail gives up."""


class ActionContext(NamedTuple):
    """Where an action happens and whom it may ask.

    Paths in arguments are relative to `workspace`; `directory` is the step's working directory. `say` writes one line
    to the step's log, as stream `system`. `run` runs a command in the job's session, in its working directory, for at
    most so many seconds, and returns how it ended; TimeoutError when it did not. `mask` takes the values of secrets out
    of a text. `deadline` is the moment of `time.monotonic()` at which the step is over.
    """

    workspace: Path
    directory: Path
    say: Callable[[str, Level], None]
    run: Callable[[tuple[str, ...], float], Awaitable[Exit]]
    mask: Callable[[str], str]
    deadline: float | None = None

    def remaining(self) -> float:
        """Return the seconds until the deadline; infinity without one, never below 0."""
        return float("inf") if self.deadline is None else max(0.0, self.deadline - time.monotonic())


class Perform(Protocol):
    """Performs one action."""

    async def __call__(self, arguments: Mapping[str, Any], context: ActionContext) -> StepResult:
        """Return what it came to."""
        ...


class ActionFault(RuntimeFault):
    """An action cannot do what is asked of it; the step fails with this sentence."""


def failure(fault: RuntimeFault, outputs: Mapping[str, object] | None = None) -> StepResult:
    """Return the result of a step that failed for this reason."""
    reason = f"{fault}; {fault.help}" if fault.help else str(fault)
    return StepResult("failure", 1, fault.failure_class, reason, outputs or {})
