"""Reading an archive for a node: hashed on the way, its last piece held back until the hash is right.

So a client never gets the whole of an archive that is not the one it was promised.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .ranges import Range

PIECE: Final = 256 << 10
"""Bytes that are read at a time, and all that a download holds."""


class SpoiledError(Exception):
    """The bytes of an archive are not those of its name."""


def open_archive(path: Path) -> tuple[int, int]:
    """Return a descriptor and the size in bytes; FileNotFoundError when it is not there."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    return descriptor, os.fstat(descriptor).st_size


def pieces(descriptor: int, size: int, wanted: Range, checksum: str) -> Iterator[memoryview]:
    """Yield the bytes of a range in pieces, each good until the next is asked for.

    All of the file is read, whatever the range; SpoiledError instead of the last piece when its hash is wrong.
    """
    hasher = hashlib.sha256()
    buffers = (memoryview(bytearray(min(PIECE, size))), memoryview(bytearray(min(PIECE, size))))
    held: memoryview | None = None
    at, turn = 0, 0
    while at < size:
        # The piece that is held back keeps its buffer, and the other one is filled.
        buffer = buffers[turn]
        count = os.preadv(descriptor, [buffer[: size - at]], at)
        if not count:
            break
        hasher.update(buffer[:count])
        piece = buffer[max(0, wanted.start - at) : max(0, min(count, wanted.end - at))]
        at += count
        if not piece:
            continue
        if held is not None:
            yield held
        held, turn = piece, 1 - turn
    if hasher.hexdigest() != checksum:
        raise SpoiledError
    if held is not None:
        yield held
