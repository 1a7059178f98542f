"""What a run came to: endings, the slowest jobs, the critical path, how much went on at once, what failed and why."""

from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple

from ..records import FailureClass, JobStatus
from .critical import Earlier, Expected, Link, path_as_expected, path_as_it_was
from .model import AttemptReport, JobReport, RunReport, StepReport

SLOWEST: Final = 5
TAIL_LINES: Final = 10
MOST_FAILURES: Final = 20
"""So many failures have the end of their logs read."""

Tail = Callable[[str, str, int], list[str]]
"""Gives the last lines of a log by job, step and attempt of the step."""


class Failure(NamedTuple):
    """Why a job failed. `step` is empty when none of its steps did. `tail` are the last lines of the step's log."""

    job: str
    step: str
    attempt: int
    exit_code: int | None
    failure_class: FailureClass | None
    reason: str
    tail: tuple[str, ...]
    command: str


class Summary(NamedTuple):
    """What a run came to. Milliseconds."""

    run: RunReport
    counts: dict[JobStatus, int]
    slowest: tuple[JobReport, ...]
    path: tuple[Link, ...]
    expected: Expected
    job_time: int
    wall_time: int
    failures: tuple[Failure, ...]

    @property
    def parallelism(self) -> float:
        """How many jobs went on at once, on average."""
        return self.job_time / self.wall_time if self.wall_time else 0.0


def summarize(run: RunReport, earlier: Earlier | None, tail: Tail) -> Summary:
    """Sum a run up; `earlier` is the last successful run of its pipeline before it, if there is one."""
    ran = [job for job in run.jobs if job.attempts]
    failed = [job for job in run.jobs if job.status == "failure"]
    return Summary(
        run,
        dict(Counter(job.status for job in run.jobs)),
        tuple(sorted(ran, key=lambda job: -job.duration)[:SLOWEST]),
        path_as_it_was(run),
        path_as_expected(run, earlier),
        sum(job.duration for job in ran),
        max(run.end - run.began, 0) if ran else 0,
        tuple(_failure(run, job, tail if place < MOST_FAILURES else None) for place, job in enumerate(failed)),
    )


def _failure(run: RunReport, job: JobReport, tail: Tail | None) -> Failure:
    attempt = job.attempts[-1] if job.attempts else None
    step = _failed_step(attempt)
    command = f"pipec logs {run.run} --job {job.id}"
    if step is None:
        reason = job.reason or (attempt.reason if attempt else "")
        return Failure(job.id, "", 0, None, attempt.failure_class if attempt else None, reason, (), command)
    lines = tuple(tail(job.id, step.step, step.attempt)[-TAIL_LINES:]) if tail else ()
    return Failure(
        job.id,
        step.step,
        step.attempt,
        step.exit_code,
        step.failure_class or (attempt.failure_class if attempt else None),
        step.reason or job.reason,
        lines,
        f"{command} --step {step.step}",
    )


def _failed_step(attempt: AttemptReport | None) -> StepReport | None:
    """Return the last step that failed: those before it were allowed to, or were tried again."""
    failed = [step for step in attempt.steps if step.status == "failure"] if attempt else []
    return failed[-1] if failed else None
