"""The two files of a log, open for writing, such that a process that is killed at any moment leaves them readable."""

import os
from typing import Final

from .index import SIZE, Stretch, pack, read_backwards
from .layout import LogFiles

_FLAGS: Final = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC


class LogWriter:
    """Appends stretches: the bytes first, then their record. OSError when they cannot be written.

    What a process wrote of the same try before it was killed stays; bytes without a record get one.
    """

    def __init__(self, files: LogFiles, now: int) -> None:
        folder = files.log.parent
        for directory in (folder.parent, folder):
            directory.mkdir(mode=0o700, exist_ok=True)
        self._log = os.open(files.log, _FLAGS, 0o600)
        try:
            self._index = os.open(files.records, _FLAGS, 0o600)
        except OSError:
            os.close(self._log)
            raise
        self.size = os.fstat(self._log).st_size
        """Bytes of the log."""
        self._recover(now)

    def append(self, stretch: Stretch, data: bytes) -> None:
        """Write a stretch at the end; its `offset` is `size`, its `length` that of the data."""
        left = memoryview(data)
        while left:
            written = os.write(self._log, left)
            self.size += written
            left = left[written:]
        os.write(self._index, pack(stretch))

    def close(self) -> None:
        """Close both; nothing waits for the disk."""
        os.close(self._log)
        os.close(self._index)

    def _recover(self, now: int) -> None:
        """Drop records of what is not there, and add one for bytes that have none; nothing to do for new files."""
        records, end = 0, 0
        with open(self._index, "rb", closefd=False) as file:
            for number, stretch in read_backwards(file):
                if stretch.end <= self.size:
                    records, end = number + 1, stretch.end
                    break
        os.ftruncate(self._index, records * SIZE)
        if end < self.size:
            os.write(self._index, pack(Stretch(end, now, self.size - end, "stdout", "info")))
