"""Who watches a run as it goes: the terminal, JSON lines, metrics. Called in the event loop's thread; quick."""

from typing import Protocol

from .logs.line import Line
from .records import JobStatus, RunStatus, StepStatus


class Observer(Protocol):
    """Takes what happens, after it is in the state. `reason` is one sentence or empty; durations in milliseconds."""

    def run_changed(self, run: str, status: RunStatus, reason: str) -> None:
        """The run has another status."""
        ...

    def job_changed(self, job: str, status: JobStatus, attempt: int, duration: int, reason: str) -> None:
        """A job has another status; `duration` is 0 until it ended."""
        ...

    def step_changed(self, job: str, step: str, attempt: int, status: StepStatus, duration: int, reason: str) -> None:
        """A step has another status."""
        ...

    def wrote(self, line: Line) -> None:
        """A step wrote a line, or the runtime says something of it. Called only where `wants_lines`."""
        ...

    @property
    def wants_lines(self) -> bool:
        """Whether lines are to be made at all: making them costs more than keeping the bytes."""
        ...
