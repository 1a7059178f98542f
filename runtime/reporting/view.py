"""What every view of a run is: an observer that is opened and closed."""

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self

from ..logs.line import Line
from ..observer import Observer
from ..records import JobStatus, RunStatus, StepStatus


class View(Observer, Protocol):
    """An observer that holds a terminal, a stream or a file until it is closed; a context manager."""

    def close(self) -> None:
        """Write what is left and give back what is held. May be called again; raises nothing."""
        ...

    def __enter__(self) -> Self:
        """Open it."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, whatever happened."""
        ...


class Closing:
    """The context manager of a view that has `close`."""

    def close(self) -> None:
        """Give back what is held."""

    def __enter__(self) -> Self:
        """Open it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, whatever happened."""
        self.close()


class Views(Closing):
    """Several views that watch the same run; one that asks for lines is enough for lines to be made."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = tuple(views)
        self._readers = tuple(view for view in views if view.wants_lines)

    @property
    def wants_lines(self) -> bool:
        """Whether any of them wants lines."""
        return bool(self._readers)

    def run_changed(self, run: str, status: RunStatus, reason: str) -> None:
        """Tell all of them."""
        for view in self._views:
            view.run_changed(run, status, reason)

    def job_changed(self, job: str, status: JobStatus, attempt: int, duration: int, reason: str) -> None:
        """Tell all of them."""
        for view in self._views:
            view.job_changed(job, status, attempt, duration, reason)

    def step_changed(self, job: str, step: str, attempt: int, status: StepStatus, duration: int, reason: str) -> None:
        """Tell all of them."""
        for view in self._views:
            view.step_changed(job, step, attempt, status, duration, reason)

    def wrote(self, line: Line) -> None:
        """Hand a line to those who want lines."""
        for view in self._readers:
            view.wrote(line)

    def close(self) -> None:
        """Close all of them, the last first."""
        for view in reversed(self._views):
            view.close()
