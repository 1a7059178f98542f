"""The log of one try of a step, or of what is a job's own, opened as the run wants it."""

from types import TracebackType
from typing import Self

from ..errors import LogError
from ..logs.layout import LogKey
from ..logs.writer import StepLog
from .context import RunContext


class StepOutput(StepLog):
    """A log that hands lines to whoever watches the run, and keeps the fault that stopped it; a context manager."""

    def __init__(self, context: RunContext, job: str, step: str, attempt: int) -> None:
        self.fault: LogError | None = None
        observer = context.observer
        super().__init__(
            context.directory,
            LogKey(job, step, attempt),
            context.masker,
            lines=observer.wrote if observer.wants_lines else None,
            on_fault=self._keep,
        )
        self._open = context.outputs
        self._open.add(self)

    def close(self) -> None:
        """Close it; what is flushed now and then is flushed no more."""
        self._open.discard(self)
        super().close()

    def _keep(self, fault: LogError) -> None:
        self.fault = fault

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
