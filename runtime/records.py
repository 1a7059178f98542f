"""The words and records that the whole runtime shares: statuses, failure classes, what an ended program left.

Times are milliseconds since 1970, UTC, by the wall clock, and are for people. Durations are milliseconds by the
monotonic clock, so that a clock that is set back alters none.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from compiler.ir.job import FailureClass

__all__ = [
    "ENDED_JOB",
    "ENDED_RUN",
    "Exit",
    "FailureClass",
    "JobStatus",
    "Refusal",
    "RunStatus",
    "StepResult",
    "StepStatus",
    "Stream",
]

RunStatus = Literal["pending", "running", "paused", "waiting", "success", "failure", "cancelled"]
"""`waiting`: nothing goes on until somebody approves. A run is interrupted when it has not ended and has no owner."""

JobStatus = Literal["pending", "waiting", "running", "retry", "success", "failure", "cancelled", "skipped", "blocked"]
"""`waiting` for an approval; `retry` between two attempts. The last five are endings (see the language)."""

StepStatus = Literal["running", "success", "failure", "skipped", "cancelled"]

Stream = Literal["stdout", "stderr", "system"]
"""`system` is what the runtime itself says about a step."""

ENDED_RUN: frozenset[RunStatus] = frozenset({"success", "failure", "cancelled"})
ENDED_JOB: frozenset[JobStatus] = frozenset({"success", "failure", "cancelled", "skipped", "blocked"})


class Exit(NamedTuple):
    """How a program ended: its exit code, 128 + N when signal N ended it; `oom` when it was killed for memory."""

    code: int
    oom: bool = False


class StepResult(NamedTuple):
    """What a step came to. `outputs` are text for scripts, values of the action's types for actions."""

    status: StepStatus
    exit_code: int = 0
    failure_class: FailureClass | None = None
    reason: str = ""
    outputs: Mapping[str, object] = {}


class Refusal(NamedTuple):
    """What an executor cannot keep of a job, found before anything starts.

    `feature` is a word of `allow_degraded`, or empty where none would help. `help` says what to do.
    """

    job: str
    step: str
    feature: str
    message: str
    help: str
