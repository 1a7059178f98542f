"""A run as everything here shows it: what the plan says and what the state knows, joined once by `load`.

Times are milliseconds since 1970 by the wall clock, durations milliseconds by the monotonic one. What has not ended
has `ended` None, and its duration is how long it has gone on.
"""

from typing import NamedTuple

from ..records import FailureClass, JobStatus, RunStatus, StepStatus


class StepReport(NamedTuple):
    """One try of a step. `attempt` counts its tries over all attempts of the job, from 1."""

    step: str
    name: str
    attempt: int
    status: StepStatus
    started: int
    ended: int | None
    duration: int
    exit_code: int | None = None
    failure_class: FailureClass | None = None
    reason: str = ""


class AttemptReport(NamedTuple):
    """One attempt of a job, from 1."""

    number: int
    status: JobStatus
    started: int
    ended: int | None
    duration: int
    failure_class: FailureClass | None = None
    reason: str = ""
    steps: tuple[StepReport, ...] = ()

    @property
    def end(self) -> int:
        """When it ended, or until when it is known to have gone on."""
        return self.started + self.duration


class JobReport(NamedTuple):
    """One job instance. `depends_on` are ids of this run."""

    id: str
    name: str
    status: JobStatus
    depends_on: tuple[str, ...] = ()
    attempts: tuple[AttemptReport, ...] = ()
    reason: str = ""

    @property
    def started(self) -> int | None:
        """When its first attempt began."""
        return self.attempts[0].started if self.attempts else None

    @property
    def end(self) -> int | None:
        """When its last attempt ended, or until when it is known to have gone on."""
        return max((attempt.end for attempt in self.attempts), default=None)

    @property
    def duration(self) -> int:
        """How long it went on in all its attempts, without what lay between them."""
        return sum(attempt.duration for attempt in self.attempts)


class ApprovalReport(NamedTuple):
    """What people said, or are asked. `open` while the job waits for it and not enough people spoke.

    `voices` are sentences, `approved by NAME: why`, one for each who spoke.
    """

    job: str
    open: bool
    verdict: str
    required: int = 1
    missing: int = 0
    approvers: tuple[str, ...] = ()
    message: str = ""
    deadline: int | None = None
    voices: tuple[str, ...] = ()


class ArtifactReport(NamedTuple):
    """What a job kept."""

    job: str
    name: str
    size: int
    digest: str
    files: int = 0
    created: int = 0


class LookupReport(NamedTuple):
    """When secrets were looked for, how long that took, and how many there are."""

    began: int
    duration: int
    number: int


class RunReport(NamedTuple):
    """A whole run. `number` counts the runs of its pipeline from 1. `head` is the last event's hash.

    `interrupted`: it has not ended and nobody executes it.
    """

    run: str
    pipeline: str
    status: RunStatus
    created: int
    started: int | None
    ended: int | None
    duration: int
    jobs: tuple[JobReport, ...]
    reason: str = ""
    executor: str = ""
    number: int = 0
    interrupted: bool = False
    approvals: tuple[ApprovalReport, ...] = ()
    artifacts: tuple[ArtifactReport, ...] = ()
    containers: int = 0
    """How many containers its steps ran in."""
    head: str = ""
    lookup: LookupReport | None = None
    """Of the process that executed it, where there are secrets; the state does not have it."""

    @property
    def began(self) -> int:
        """When the first thing of it began."""
        return min((job.started for job in self.jobs if job.started is not None), default=self.started or self.created)

    @property
    def end(self) -> int:
        """When the last thing of it ended, or until when it is known to have gone on."""
        return max((job.end for job in self.jobs if job.end is not None), default=self.ended or self.began)
