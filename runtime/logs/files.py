"""The two files of a log, open for writing, such that a process that is killed at any moment leaves them readable."""

import os
from pathlib import Path
from typing import Final

from .index import SIZE, Stretch, pack, read_backwards
from .layout import LogFiles

_FLAGS: Final = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC


class LogWriter:
    """Appends stretches: the bytes first, then their record. OSError when they cannot be written.

    What a process wrote of the same try before it was killed stays; bytes without a record get one.
    """

    def __init__(self, files: LogFiles, now: int) -> None:
        self._log = _open(files.log)
        self._records = files.records
        self._index: int | None = None
        self.size = os.fstat(self._log).st_size
        """Bytes of the log."""
        try:
            if self.size or files.records.exists():
                self._recover(now)
        except OSError:
            self.close()
            raise

    def append(self, stretch: Stretch, data: bytes) -> None:
        """Write a stretch at the end; its `offset` is `size`, its `length` that of the data."""
        index = self._opened_index()
        left = memoryview(data)
        while left:
            written = os.write(self._log, left)
            self.size += written
            left = left[written:]
        os.write(index, pack(stretch))

    def close(self) -> None:
        """Close both; nothing waits for the disk."""
        os.close(self._log)
        if self._index is not None:
            os.close(self._index)

    def _opened_index(self) -> int:
        """Return the index, opened when it is first needed."""
        if self._index is None:
            self._index = os.open(self._records, _FLAGS, 0o600)
        return self._index

    def _recover(self, now: int) -> None:
        """Drop records of what is not there, and add one for bytes that have none; nothing to do for new files."""
        records, end = 0, 0
        index = self._opened_index()
        with open(index, "rb", closefd=False) as file:
            for number, stretch in read_backwards(file):
                if stretch.end <= self.size:
                    records, end = number + 1, stretch.end
                    break
        os.ftruncate(index, records * SIZE)
        if end < self.size:
            os.write(index, pack(Stretch(end, now, self.size - end, "stdout", "info")))


def _open(path: Path) -> int:
    """Open a log, in a folder that is made when it is missing."""
    try:
        return os.open(path, _FLAGS, 0o600)
    except FileNotFoundError:
        for directory in (path.parent.parent, path.parent):
            directory.mkdir(mode=0o700, exist_ok=True)
        return os.open(path, _FLAGS, 0o600)
