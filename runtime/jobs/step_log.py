"""The log of one try of a step, or of what is a job's own, opened as the run wants it."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from ..errors import LogError
from ..executors.base import Sink
from ..logs.layout import LogKey
from ..logs.writer import StepLog
from ..records import Stream
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

    def begin_anew(self) -> None:
        """Throw away what an earlier runtime kept of the same try: all of it comes once more."""
        for path in self._files[1:]:
            path.unlink(missing_ok=True)

    @contextmanager
    def held(self) -> Iterator[Sink]:
        """Give a sink that keeps back what a program writes until the block ends: until its container is known.

        A program may write before whoever started it hears that it has been. What the runtime says is not kept back.
        """
        early: list[tuple[Stream, bytes]] = []
        is_over = False

        def take(stream: Stream, data: bytes) -> None:
            if is_over or stream == "system":
                self.write(stream, data)
            else:
                early.append((stream, data))

        try:
            yield take
        finally:
            is_over = True
            for stream, data in early:
                self.write(stream, data)
            early.clear()

    def _keep(self, fault: LogError) -> None:
        self.fault = fault

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
