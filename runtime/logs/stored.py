"""One log as it lies on the disk: read from any place on, while it grows or after its writer was killed."""

import errno
import os
import stat
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from ..errors import LogError
from ..records import Stream
from .index import SIZE, Stretch, read_backwards, read_index, unpack
from .layout import LogFiles
from .line import Line
from .lines import LineSplitter
from .selection import Selection
from .system import heard

_PIECE: Final = 1 << 20
_MOST_BACK: Final = 1 << 24
"""Bytes that are read before the last lines for the beginning of a line that has no end."""


class StoredLog:
    """The log of one try of a step. It has a position, from which `lines` goes on. No file stays open in between."""

    def __init__(self, run: str, files: LogFiles, selection: Selection) -> None:
        self.files = files
        self._streams = selection.streams
        self._splitter = LineSplitter(run, *files.key)
        self._number = 0
        self._end = 0
        self._time = 0
        if selection.since is not None:
            self._seek_time(selection.since)

    @property
    def grew(self) -> bool:
        """Whether there are records behind the position."""
        try:
            return self.files.records.stat().st_size // SIZE > self._number
        except OSError:
            return False

    def first_time(self) -> int:
        """Return when the first line behind the position was written, as far as is known."""
        with self._open() as (_, records):
            return next((stretch.time for stretch in read_index(records, self._number)), self._modified())

    def last_time(self) -> int:
        """Return when something was written last."""
        with self._open() as (_, records):
            return next((stretch.time for _, stretch in read_backwards(records)), self._modified())

    def seek_tail(self, count: int) -> None:
        """Go to a place behind which `count` whole lines are, if there are so many; not before the position."""
        with self._open() as (log, records):
            floor, ends, continued, read = self._number, 0, set[Stream](), 0
            for number, stretch in read_backwards(records):
                if number < floor or (ends > count and (not continued or read > _MOST_BACK)):
                    return
                if stretch.stream in self._streams:
                    ends += sum(piece.count(b"\n") for piece in _pieces(log, stretch))
                    read += stretch.length
                    (continued.add if stretch.continues else continued.discard)(stretch.stream)
                self._skip_to(number, stretch)

    def seek_end(self) -> None:
        """Go behind all that is there."""
        with self._open() as (_, records):
            for number, stretch in read_backwards(records):
                self._number, self._end, self._time = number + 1, stretch.end, stretch.time
                return

    def lines(self, *, final: bool) -> Iterator[Line]:
        """Yield what is behind the position. `final` when nothing more comes: then what has no end or no record too."""
        with self._open() as (log, records):
            for stretch in read_index(records, self._number):
                left = os.fstat(log.fileno()).st_size - stretch.offset
                if left < stretch.length and not final:
                    return
                self._number, self._end, self._time = self._number + 1, stretch.end, max(stretch.time, self._time)
                if left > 0:
                    yield from self._split(log, stretch._replace(length=min(left, stretch.length)))
            if final:
                unknown = os.fstat(log.fileno()).st_size - self._end
                if unknown > 0:
                    time = self._time or self._modified()
                    yield from self._split(log, Stretch(self._end, time, unknown, "stdout", "info"))
                    self._end += unknown
        if final:
            yield from self._splitter.finish(self._time)

    def output(self) -> Iterator[bytes]:
        """Yield the bytes as the step wrote them, without what the runtime said."""
        with self._open() as (log, records):
            end = 0
            for stretch in read_index(records):
                end = stretch.end
                if stretch.stream in self._streams and stretch.stream != "system":
                    yield from _pieces(log, stretch)
            unknown = os.fstat(log.fileno()).st_size - end
            if unknown > 0 and "stdout" in self._streams:
                yield from _pieces(log, Stretch(end, 0, unknown, "stdout", "info"))

    def _split(self, log: BinaryIO, stretch: Stretch) -> Iterator[Line]:
        if stretch.stream not in self._streams:
            return
        pieces = _pieces(log, stretch)
        if stretch.stream == "system":
            pieces = iter((heard(b"".join(pieces)),))
        for piece in pieces:
            yield from self._splitter.feed(self._time or stretch.time, stretch.stream, piece, stretch.level)

    def _seek_time(self, since: int) -> None:
        """Go to the first record that is not older; records are sorted unless the clock was set back."""
        with self._open() as (_, records):
            count = records.seek(0, os.SEEK_END) // SIZE
            number = bisect_left(range(count), since, key=lambda number: _record(records, number, since).time)
            if number < count:
                self._skip_to(number, _record(records, number, since))
            else:
                self.seek_end()

    def _skip_to(self, number: int, stretch: Stretch) -> None:
        self._number, self._end = number, stretch.offset

    def _modified(self) -> int:
        return self.files.log.stat().st_mtime_ns // 1_000_000

    @contextmanager
    def _open(self) -> Iterator[tuple[BinaryIO, BinaryIO]]:
        """Open both files; LogError when they cannot be read. The writer makes the records' file second."""
        try:
            with _opened(self.files.log) as log:
                if not self.files.records.exists():
                    yield log, BytesIO()
                    return
                with _opened(self.files.records) as records:
                    yield log, records
        except OSError as error:
            raise LogError(f"{error.filename or self.files.log} cannot be read: {error.strerror}") from error


def _opened(path: Path) -> BinaryIO:
    """Open a file, which nothing else may stand for: a link would show what is no log, a pipe would never end."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is no file", str(path))
    return os.fdopen(descriptor, "rb")


def _record(records: BinaryIO, number: int, otherwise: int) -> Stretch:
    records.seek(number * SIZE)
    found = unpack(records.read(SIZE))
    return found[0] if found else Stretch(0, otherwise, 0, "stdout", "info")


def _pieces(log: BinaryIO, stretch: Stretch) -> Iterator[bytes]:
    """Yield the bytes of a stretch, as many as there are, in flat memory."""
    log.seek(stretch.offset)
    left = stretch.length
    while left and (piece := log.read(min(left, _PIECE))):
        left -= len(piece)
        yield piece
