"""The index of a log: what each stretch of its bytes is, in records of one size."""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple, get_args

from ..records import Stream
from .line import Level

STREAMS: Final[tuple[Stream, ...]] = get_args(Stream)
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
_SHAPE: Final = struct.Struct("<QQIBBBB")
SIZE: Final = _SHAPE.size
_SEAL: Final = 0xA7
"""Ends each record; zeros that a power loss left are none."""
_LAST_TIME: Final = 253_402_300_799_999
"""The end of the year 9999: what is later is no time that anybody can be told."""
_BLOCK: Final = 4096 * SIZE


class Stretch(NamedTuple):
    """`length` bytes of a log from `offset`, written to one stream at `time`, milliseconds since 1970.

    `continues` says that they go on with a line that an earlier stretch of the same stream began.
    """

    offset: int
    time: int
    length: int
    stream: Stream
    level: Level
    continues: bool = False

    @property
    def end(self) -> int:
        """Where the next stretch begins."""
        return self.offset + self.length


def pack(stretch: Stretch) -> bytes:
    """Return a stretch as a record."""
    stream, level = STREAMS.index(stretch.stream), LEVELS.index(stretch.level)
    return _SHAPE.pack(stretch.offset, stretch.time, stretch.length, stream, level, stretch.continues, _SEAL)


def unpack(data: bytes) -> list[Stretch]:
    """Return the stretches of a series of records, up to the first that is torn or none."""
    stretches: list[Stretch] = []
    for offset, time, length, stream, level, continues, seal in _SHAPE.iter_unpack(data[: len(data) // SIZE * SIZE]):
        if seal != _SEAL or stream >= len(STREAMS) or level >= len(LEVELS) or time > _LAST_TIME:
            break
        stretches.append(Stretch(offset, time, length, STREAMS[stream], LEVELS[level], bool(continues)))
    return stretches


def read_index(file: BinaryIO, first: int = 0) -> Iterator[Stretch]:
    """Yield the stretches from record number `first` on, in flat memory."""
    file.seek(first * SIZE)
    while block := file.read(_BLOCK):
        stretches = unpack(block)
        yield from stretches
        if len(stretches) * SIZE < len(block):
            return


def read_backwards(file: BinaryIO) -> Iterator[tuple[int, Stretch]]:
    """Yield the stretches from the last to the first, each with the number of its record."""
    end = file.seek(0, 2) // SIZE
    while end:
        first = max(0, end - _BLOCK // SIZE)
        file.seek(first * SIZE)
        stretches = unpack(file.read((end - first) * SIZE))
        for number in range(len(stretches) - 1, -1, -1):
            yield first + number, stretches[number]
        end = first
