"""Contents by their SHA-256: stored once, durable, verified whenever they are stored or fetched.

`objects/ab/cdef…` holds the bytes as they are, mode 0444. An object appears by a rename, whole, after its bytes are on
the disk.
"""

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from .faults import CorruptedObjectError, MissingObjectError
from .flushing import flush
from .locks import locked
from .writers import Writer, prepare

PIECE: Final = 1 << 20
"""Bytes that are read at a time, and all that is held of a file. 64 KiB are a sixth slower, 4 MiB no faster."""

_TOGETHER: Final = 256
"""Temporary files that are flushed, then renamed, in one go: after the first flush the others cost little."""

ReadInto = Callable[[memoryview], int]
"""Fills a buffer from its start; returns the bytes that it wrote, 0 at the end."""


class Stored(NamedTuple):
    """An object: its digest (64 hex digits) and its size in bytes."""

    digest: str
    size: int


class Objects:
    """The objects of one store; `directory` is the store's. Threads may share it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._writer = Writer(directory)

    def path(self, digest: str) -> Path:
        """Return where an object is or would be."""
        return self.directory / "objects" / digest[:2] / digest[2:]

    @contextlib.contextmanager
    def storing(self) -> Iterator["Batch"]:
        """Store objects; all of them are durable when the block ends, and none is there when it raises."""
        prepare(self.directory)
        batch = Batch(self, self._writer)
        try:
            yield batch
            batch.settle()
        finally:
            batch.discard()

    def open(self, digest: str) -> int:
        """Open an object for reading; MissingObjectError when it is not there."""
        try:
            return os.open(self.path(digest), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            raise MissingObjectError(digest) from None

    def fetch(self, digest: str, target: int | None = None) -> int:
        """Verify an object, and copy it to a descriptor if one is given; return its size.

        CorruptedObjectError after the copy: what was copied is then of no use.
        """
        source = self.open(digest)
        try:
            buffer = memoryview(bytearray(min(PIECE, os.fstat(source).st_size or 1)))
            found = _hashed(lambda view: os.readv(source, [view]), target, buffer)
        finally:
            os.close(source)
        if found.digest != digest:
            raise CorruptedObjectError(digest)
        return found.size

    def read(self, digest: str, most: int) -> bytes:
        """Return a verified object; CorruptedObjectError also when it is longer than `most` bytes."""
        source = self.open(digest)
        with open(source, "rb") as file:  # noqa: PTH123 - a descriptor
            data = file.read(most + 1)
        if len(data) > most or hashlib.sha256(data).hexdigest() != digest:
            raise CorruptedObjectError(digest)
        return data

    def close(self) -> None:
        """Say that nothing more is stored, and that the database knows of all that was."""
        self._writer.close()


class Batch:
    """Objects on their way into the store; of one thread."""

    def __init__(self, objects: Objects, writer: Writer) -> None:
        self._objects = objects
        self._writer = writer
        self._buffer = memoryview(bytearray(PIECE))
        self._waiting: dict[str, Path] = {}
        self._folders: set[Path] = set()

    def add(self, read_into: ReadInto) -> Stored:
        """Store what is read; return its digest and size."""
        length = _fill(read_into, self._buffer)
        if length < PIECE:
            return self._add_small(self._buffer[:length])
        temporary = self._writer.temporary()
        with _written(temporary) as target:
            found = _hashed(read_into, target, self._buffer, length)
        self._take(found, temporary)
        return found

    def add_bytes(self, data: bytes) -> Stored:
        """Store bytes."""
        return self._add_small(memoryview(data))

    def settle(self) -> None:
        """Make everything durable and visible."""
        self._publish()
        flush(self._folders)
        self._folders.clear()

    def discard(self) -> None:
        """Remove what was not made visible."""
        for temporary in self._waiting.values():
            temporary.unlink(missing_ok=True)
        self._waiting.clear()

    def _add_small(self, data: memoryview) -> Stored:
        """Store contents that are in memory: what the store has already is not written at all."""
        found = Stored(hashlib.sha256(data).hexdigest(), len(data))
        if found.digest in self._waiting or self._is_there(found.digest):
            return found
        temporary = self._writer.temporary()
        with _written(temporary) as target:
            _write(target, data)
        self._wait(found.digest, temporary)
        return found

    def _take(self, found: Stored, temporary: Path) -> None:
        if found.digest in self._waiting or self._is_there(found.digest):
            temporary.unlink()
        else:
            self._wait(found.digest, temporary)

    def _is_there(self, digest: str) -> bool:
        """Claim an object, and say whether the store has it whole; one that is corrupted will be replaced."""
        if not self._writer.claim(digest, self._objects.path(digest)):
            return False
        try:
            self._objects.fetch(digest)
        except (CorruptedObjectError, MissingObjectError):
            return False
        self._folders.add(self._objects.path(digest).parent)  # another writer may not have flushed it yet
        return True

    def _wait(self, digest: str, temporary: Path) -> None:
        self._waiting[digest] = temporary
        if len(self._waiting) >= _TOGETHER:
            self._publish()

    def _publish(self) -> None:
        flush(self._waiting.values())
        if self._waiting:
            # Under the lock, so that nobody takes an object away for the corrupted one that stood there before.
            with locked(self._objects.directory / "lock", exclusive=False):
                self._move()

    def _move(self) -> None:
        for digest, temporary in list(self._waiting.items()):
            path = self._objects.path(digest)
            if path.parent not in self._folders and not path.parent.exists():
                path.parent.mkdir(mode=0o700, exist_ok=True)
                self._folders.add(path.parent.parent)
            temporary.rename(path)
            self._folders.add(path.parent)
            del self._waiting[digest]


@contextlib.contextmanager
def _written(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
        os.fchmod(descriptor, stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    except BaseException:
        path.unlink()
        raise
    finally:
        os.close(descriptor)


def _fill(read_into: ReadInto, buffer: memoryview) -> int:
    """Fill a buffer; return fewer bytes than it holds only at the end."""
    filled = 0
    while filled < len(buffer) and (count := read_into(buffer[filled:])):
        filled += count
    return filled


def _hashed(read_into: ReadInto, target: int | None, buffer: memoryview, filled: int = 0) -> Stored:
    """Hash, and copy if there is a target, what is read, `filled` bytes of the buffer first."""
    hasher, size = hashlib.sha256(), 0
    count = filled or read_into(buffer)
    while count:
        piece = buffer[:count]
        hasher.update(piece)
        if target is not None:
            _write(target, piece)
        size += count
        count = read_into(buffer)
    return Stored(hasher.hexdigest(), size)


def _write(target: int, data: memoryview) -> None:
    while data:
        data = data[os.write(target, data) :]
