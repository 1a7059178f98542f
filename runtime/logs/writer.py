"""What one try of a step writes: masked, kept in its two files, and handed on as lines to those who watch."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ..errors import LogError
from ..records import Stream
from .files import LogWriter
from .index import STREAMS, Stretch
from .layout import LogKey, log_files
from .line import Level, Line
from .lines import LineSplitter
from .masking import Masker
from .system import said

LIMIT: Final = 4 << 30
"""Bytes that the log of one try may have unless somebody says otherwise."""
_MOST_HELD: Final = 1 << 16
"""Bytes of a line without end that are held per stream, so that streams do not tear each other's lines."""


class StepLog:
    """The log of one try of a step. `write` is a `Sink`.

    Standard output and standard error are both of level `info`, since programs write their progress to either; what
    the runtime says has a level of its own. What cannot be written (the disk is full) is told once, to `on_fault`
    or, without it, by raising LogError from the call that met it; from then on nothing is kept, but `lines` go on.
    """

    def __init__(
        self,
        run_directory: Path,
        key: LogKey,
        masker: Masker,
        *,
        lines: Callable[[Line], None] | None = None,
        limit: int | None = LIMIT,
        on_fault: Callable[[LogError], None] | None = None,
        correlation: str = "",
    ) -> None:
        """Write to `RUN/logs/JOB/STEP.ATTEMPT.log` and `.idx`, which are made with the first output; many have none.

        `lines` takes each line as soon as it ended; without it no lines are made. `limit` is in bytes, None for none.
        """
        self._files = log_files(run_directory, key)
        self._masker = masker
        self._masked = {stream: masker.stream() for stream in STREAMS}
        self._held = {stream: bytearray() for stream in STREAMS}
        self._lines = lines
        self._splitter = LineSplitter(run_directory.name, *key, correlation=correlation)
        self._limit = limit
        self._left_out = 0
        self._on_fault = on_fault
        self._begins_line = True
        self._continues: set[Stream] = set()
        self._writer: LogWriter | None = None
        self._broken = False

    @property
    def size(self) -> int:
        """Bytes of the log so far."""
        return self._writer.size if self._writer else 0

    @property
    def container(self) -> str:
        """The container that writes, for the lines that follow."""
        return self._splitter.container

    @container.setter
    def container(self, container: str) -> None:
        self._splitter.container = container

    def write(self, stream: Stream, data: bytes) -> None:
        """Take output. Lines are kept and handed on when they end; of one without end 64 KiB are waited for."""
        masked = self._masked[stream].feed(data)
        if masked:
            self._take(stream, masked)

    def system(self, message: str, level: Level = "info") -> None:
        """Say something of the step, after all that it wrote so far."""
        self.flush()
        self._say(self._masker.mask_text(message), level)

    def flush(self) -> None:
        """Keep the lines that have not ended too. What may be the beginning of a secret stays held back."""
        for stream, held in self._held.items():
            if held:
                data = bytes(held)
                held.clear()
                self._put(stream, data)

    def close(self) -> None:
        """Keep what is left, say what was left out, close the files. May be called again."""
        for stream, masked in self._masked.items():
            self._held[stream] += masked.finish()
        self.flush()
        if self._left_out:
            self._say(f"{self._left_out:,} bytes of output were left out", "warning")
            self._left_out = 0
        if self._lines:
            for line in self._splitter.finish(_now()):
                self._lines(line)
        self._close_files()

    def _close_files(self) -> None:
        if self._writer:
            self._writer.close()
            self._writer = None

    def _take(self, stream: Stream, data: bytes) -> None:
        """Put what ends with a line, hold the rest."""
        held = self._held[stream]
        ended = data.rfind(b"\n") + 1
        ended = max(ended, data.rfind(b"\r", ended) + 1)
        if ended:
            whole = bytes(held) + data[:ended] if held else data[:ended]
            held.clear()
            self._put(stream, whole)
        held += data[ended:]
        if len(held) >= _MOST_HELD:
            whole = bytes(held)
            held.clear()
            self._put(stream, whole)

    def _put(self, stream: Stream, data: bytes) -> None:
        kept = self._within_limit(data)
        if stream == "system":
            if kept:
                self._say(kept.decode("utf-8", "replace"), "info")
        else:
            self._put_output(stream, data, kept)
        left_out = len(data) - len(kept)
        if left_out and not self._left_out:
            self._say(f"the log has reached its limit of {self._limit:,} bytes; what follows is left out", "warning")
        self._left_out += left_out

    def _put_output(self, stream: Stream, data: bytes, kept: bytes) -> None:
        now = _now()
        if kept:
            self._append(now, stream, "info", kept)
        if self._lines:
            for line in self._splitter.feed(now, stream, data):
                self._lines(line)

    def _within_limit(self, data: bytes) -> bytes:
        """Return as many whole lines as there is room for; nothing once something was left out."""
        if self._left_out:
            return b""
        if self._limit is None or self.size + len(data) <= self._limit:
            return data
        return data[: data.rfind(b"\n", 0, max(0, self._limit - self.size)) + 1]

    def _say(self, message: str, level: Level) -> None:
        now, lines = _now(), message.splitlines() or [""]
        self._append(now, "system", level, said(lines, begins_line=self._begins_line))
        if self._lines:
            data = "".join([f"{line}\n" for line in lines]).encode("utf-8", "replace")
            for line in self._splitter.feed(now, "system", data, level):
                self._lines(line)

    def _append(self, now: int, stream: Stream, level: Level, data: bytes) -> None:
        if self._broken:
            return
        try:
            writer = self._writer = self._writer or LogWriter(self._files, now)
            writer.append(Stretch(writer.size, now, len(data), stream, level, stream in self._continues), data)
        except OSError as error:
            self._broken = True
            self._close_files()
            fault = self._fault(error)
            if self._on_fault is None:
                raise fault from error
            self._on_fault(fault)
        self._begins_line = data.endswith(b"\n")
        (self._continues.discard if self._begins_line else self._continues.add)(stream)

    def _fault(self, error: OSError) -> LogError:
        key = self._files.key
        whose = f"step `{key.job}/{key.step}`" if key.step else f"job `{key.job}`"
        return LogError(
            f"the log of {whose} cannot be written: {error.strerror or error}",
            f"Make room or mend what stands in the way at {self._files.log.parent}, then resume the run.",
        )


def _now() -> int:
    return time.time_ns() // 1_000_000
