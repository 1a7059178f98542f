"""Who is writing to the store, and what must not be collected under them.

Between the moment an object is stored (or found there already) and the moment the database knows why, nothing but its
writer knows that it is needed. Each writer therefore has a file in `writers/`, locked for as long as its process lives,
and notes in it every object before it relies on it. A note of a writer that is gone is worth nothing: either the
database knows of the object by then, or what was being kept will be kept again. No clock is asked.
"""

import errno
import fcntl
import itertools
import os
import secrets
import threading
from pathlib import Path

from .flushing import flush
from .locks import locked

_LENGTH = 32
"""Bytes of a note: a SHA-256."""


class Writer:
    """One writer of a store; threads may share it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._numbers = itertools.count()
        self._opening = threading.Lock()
        self._noting = threading.Lock()
        self._notes = -1
        self._name = ""

    def temporary(self) -> Path:
        """Return the path of a new temporary file, which is cleaned up when this writer is gone."""
        self._open()
        return self._directory / "incoming" / f"{self._name}.{next(self._numbers)}"

    def claim(self, digest: str, path: Path) -> bool:
        """Note that an object is needed; return whether it is there already, and will stay."""
        self._open()
        with locked(self._directory / "lock", exclusive=False):
            self._note(bytes.fromhex(digest))
            return path.exists()

    def close(self) -> None:
        """Drop all claims."""
        with self._opening:
            if self._notes >= 0:
                (self._directory / "writers" / self._name).unlink(missing_ok=True)
                os.close(self._notes)
                self._notes = -1

    def _note(self, note: bytes) -> None:
        with self._noting:
            written = os.write(self._notes, note)
            if written < _LENGTH:  # the disk is full, and half a note would put all later ones out of step
                os.ftruncate(self._notes, os.fstat(self._notes).st_size - written)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _open(self) -> None:
        with self._opening:
            if self._notes >= 0:
                return
            prepare(self._directory)
            # A collector takes a file that nobody has locked for that of a dead writer: none may look meanwhile.
            with locked(self._directory / "lock", exclusive=False):
                self._name = secrets.token_hex(8)
                path = self._directory / "writers" / self._name
                self._notes = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
                fcntl.flock(self._notes, fcntl.LOCK_EX)


def prepare(directory: Path) -> None:
    """Make the directories of a store where they are not there yet, for their owner alone, durable."""
    folders = [directory / name for name in ("objects", "incoming", "writers", "quarantine")]
    if all(folder.is_dir() for folder in folders):
        return
    for folder in (directory.parent, directory, *folders):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    flush([directory.parent.parent, directory.parent, directory])


def claimed(directory: Path) -> set[str]:
    """Return what living writers need, and clean up after dead ones. The caller holds the store's lock exclusively."""
    found: set[str] = set()
    living = set()
    for path in (directory / "writers").iterdir():
        notes = _notes_of_living(path)
        if notes is not None:
            living.add(path.name)
            found.update(notes[at : at + _LENGTH].hex() for at in range(0, len(notes), _LENGTH))
    for path in (directory / "incoming").iterdir():
        if path.name.partition(".")[0] not in living:
            path.unlink(missing_ok=True)
    return found


def _notes_of_living(path: Path) -> bytes | None:
    """Return what a writer noted; None for one that is gone, whose file is removed, or that closes just now."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return file.read()
        path.unlink(missing_ok=True)
        return None
