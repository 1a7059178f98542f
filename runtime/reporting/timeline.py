"""Where the bars of a timeline stand: attempts of jobs and their steps, in parts of the whole width."""

from typing import Final, NamedTuple

from ..records import JobStatus, StepStatus
from .model import AttemptReport, JobReport, RunReport
from .words import clock

_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)
_TICKS: Final = 6
_LEAST: Final = 0.25
"""Percent that a bar is wide at the least, so that it is seen."""


class Bar(NamedTuple):
    """From `left`, `width` wide, in percent of the whole; inside it always."""

    left: float
    width: float
    status: JobStatus | StepStatus
    label: str


class Tick(NamedTuple):
    """A mark of the axis: where, in percent, and what it says."""

    left: float
    label: str


class Span(NamedTuple):
    """The time that is shown: from `began` so many milliseconds on, never none."""

    began: int
    length: int

    def bar(self, started: int, duration: int, status: JobStatus | StepStatus, label: str) -> Bar:
        """Return where something stands."""
        width = min(max(duration / self.length * 100, _LEAST), 100.0)
        left = min(max((started - self.began) / self.length * 100, 0.0), 100.0 - width)
        return Bar(round(left, 3), round(width, 3), status, label)


class JobBars(NamedTuple):
    """The bars of a job: its attempts, and below them its steps."""

    attempts: tuple[Bar, ...]
    steps: tuple[Bar, ...]


def span_of(run: RunReport) -> Span:
    """Return the time from the first start to the last end."""
    return Span(run.began, max(run.end - run.began, 1))


def bars_of(job: JobReport, span: Span) -> JobBars:
    """Return the bars of a job."""
    attempts = tuple(
        span.bar(each.started, each.duration, each.status, _attempt_label(each, len(job.attempts)))
        for each in job.attempts
    )
    steps = tuple(
        span.bar(
            step.started, step.duration, step.status, f"{step.name or step.step}: {step.status}, {clock(step.duration)}"
        )
        for each in job.attempts
        for step in each.steps
    )
    return JobBars(attempts, steps)


def _attempt_label(attempt: AttemptReport, count: int) -> str:
    which = f"attempt {attempt.number}: " if count > 1 else ""
    return f"{which}{attempt.status}, {clock(attempt.duration)}"


def ticks_of(span: Span) -> tuple[Tick, ...]:
    """Return marks at round times, at most about six."""
    if span.length < 2000:
        step = max(span.length // 4, 1)
    else:
        step = next((each * 1000 for each in _STEPS if span.length / (each * 1000) <= _TICKS), 0)
        step = step or -(-span.length // (_TICKS * 86_400_000)) * 86_400_000
    return tuple(
        Tick(round(time / span.length * 100, 3), clock(time).replace(".0s", "s") if time else "0")
        for time in range(0, span.length + 1, step)
    )
