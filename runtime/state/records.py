"""What is known of runs, as it is read back. Times are milliseconds since 1970, durations milliseconds.

A time is None until it came; a duration is 0 until what it measures has ended.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from ..records import FailureClass, JobStatus, RunStatus, StepStatus

__all__ = [
    "ApprovalRecord",
    "AttemptRecord",
    "Decision",
    "EventRecord",
    "JobRecord",
    "RequestKind",
    "RequestRecord",
    "RunRecord",
    "StepRecord",
    "Verdict",
]

RequestKind = Literal["cancel", "pause", "continue"]
Verdict = Literal["open", "approved", "rejected"]


class RunRecord(NamedTuple):
    """One run. `selection`, `parameters` and `variables` are kept as JSON and hold no secret.

    `source` is the pipeline's path inside the repository `root`; `number` counts the runs of a pipeline from 1.
    `active_ms` is how long it ran so far by the monotonic clock, over all resumes.
    """

    id: str
    pipeline: str
    source: str
    root: str
    plan_digest: str
    status: RunStatus = "pending"
    reason: str = ""
    created: int = 0
    started: int | None = None
    ended: int | None = None
    executor: str = "process"
    parallelism: int = 1
    keep_going: bool = False
    selection: Any = None
    parameters: Mapping[str, Any] = {}
    variables: Mapping[str, Any] = {}
    active_ms: int = 0
    number: int = 0


class JobRecord(NamedTuple):
    """One job of a run as it stands; `attempt` is 0 until the first began."""

    run: str
    job: str
    status: JobStatus
    reason: str
    attempt: int
    started: int | None
    ended: int | None
    duration_ms: int
    outputs: Mapping[str, Any]


class AttemptRecord(NamedTuple):
    """One attempt of a job; `delay_ms` is how long the job waited before it. `running` until it ended."""

    run: str
    job: str
    attempt: int
    status: str
    exit_code: int | None
    failure_class: FailureClass | None
    reason: str
    delay_ms: int
    started: int
    ended: int | None
    duration_ms: int


class StepRecord(NamedTuple):
    """One try of a step; `attempt` counts the tries of the step in the run, over all attempts of its job."""

    run: str
    job: str
    step: str
    attempt: int
    job_attempt: int
    status: StepStatus
    exit_code: int | None
    failure_class: FailureClass | None
    reason: str
    started: int
    ended: int | None
    duration_ms: int
    outputs: Mapping[str, Any]
    handle: str
    container: str


class Decision(NamedTuple):
    """What one person decided, when and why."""

    who: str
    approved: bool
    reason: str
    decided: int


class ApprovalRecord(NamedTuple):
    """What a job waits for: `required` people, of `approvers` where there are any, until `deadline`."""

    run: str
    job: str
    required: int
    approvers: tuple[str, ...]
    message: str
    asked: int
    deadline: int | None
    decisions: tuple[Decision, ...] = ()

    @property
    def missing(self) -> int:
        """How many people still have to approve."""
        return max(0, self.required - sum(decision.approved for decision in self.decisions))

    @property
    def verdict(self) -> Verdict:
        """What the decisions come to; one rejection is enough."""
        if not all(decision.approved for decision in self.decisions):
            return "rejected"
        return "open" if self.missing else "approved"


class RequestRecord(NamedTuple):
    """What somebody wants of the process that executes a run; `answered` when that took it up."""

    id: int
    run: str
    kind: RequestKind
    who: str
    reason: str
    asked: int
    answered: int | None


class EventRecord(NamedTuple):
    """One link of the chain of events; `context` is the JSON text that was hashed, `hash` and `previous` are hex.

    `signature` is empty unless a key was configured when the event was written.
    """

    seq: int
    id: str
    timestamp: int
    actor: str
    action: str
    resource: str
    context: str
    run: str
    previous: str
    hash: str
    signature: str
