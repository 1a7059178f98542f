"""The logs of an allocation as they grow: read in turns from the files in which Nomad keeps them.

Nomad writes `TASK.STREAM.N` and begins the next N when one is full, removing the oldest. So what was read is known by
N and an offset in it, and what was removed before it was read is known to be missing.
"""

import re
from typing import Final, NamedTuple, Protocol

from ...records import Stream
from .failures import NomadMissingError
from .reading import Entry, Reading

DIRECTORY: Final = "alloc/logs"
_NAME: Final = re.compile(r"(.+)\.(stdout|stderr)\.(\d+)")
_CHUNK: Final = 1 << 20


class Taker(Protocol):
    """Who takes the output of tasks."""

    def take(self, task: str, stream: Stream, data: bytes) -> None:
        """Take what a task wrote next."""
        ...

    def lost(self, task: str, stream: Stream) -> None:
        """Hear that something is missing before what comes next."""
        ...


class _Place(NamedTuple):
    """How far a stream was read: in which of its files, and how many bytes of it."""

    file: int = 0
    offset: int = 0


class Tails:
    """Reads the logs of one allocation."""

    def __init__(self, reading: Reading, allocation: str, namespace: str, taker: Taker) -> None:
        self._reading = reading
        self._allocation = allocation
        self._namespace = namespace
        self._taker = taker
        self._places: dict[tuple[str, Stream], _Place] = {}
        self.missed: dict[tuple[str, Stream], int] = {}
        """How many files of a stream Nomad removed before they were read whole."""

    async def read(self) -> bool:
        """Read what there is now; tell whether anything was new. NomadMissingError where there are no logs."""
        entries = await self._reading.entries(self._allocation, DIRECTORY, self._namespace)
        new = False
        for key, files in _streams(entries).items():
            new = await self._stream(key, files) or new
        return new

    async def _stream(self, key: tuple[str, Stream], files: dict[int, int]) -> bool:
        place, new = self._places.get(key, _Place()), False
        oldest = min(files)
        if oldest > place.file:
            self.missed[key] = self.missed.get(key, 0) + oldest - place.file
            place = _Place(oldest)
            self._taker.lost(*key)
        for number in sorted(files):
            if number < place.file:
                continue
            at = place.offset if number == place.file else 0
            end = await self._file(key, number, at, files[number])
            new = new or end > at
            place = _Place(number, end)
            self._places[key] = place
            if end < files[number]:  # removed meanwhile, or an answer was torn: the next turn tells
                break
        return new

    async def _file(self, key: tuple[str, Stream], number: int, at: int, size: int) -> int:
        path = f"{DIRECTORY}/{key[0]}.{key[1]}.{number}"
        while at < size:
            limit = min(_CHUNK, size - at)
            try:
                data = await self._reading.part(self._allocation, path, self._namespace, at, limit)
            except NomadMissingError:
                break
            if not data:
                break
            self._taker.take(key[0], key[1], data)
            at += len(data)
        return at


def _streams(entries: list[Entry]) -> dict[tuple[str, Stream], dict[int, int]]:
    """Return the sizes of each stream's files by their numbers, standard output first."""
    found: dict[tuple[str, Stream], dict[int, int]] = {}
    for entry in entries:
        parts = _NAME.fullmatch(entry.name)
        if parts is not None:
            stream: Stream = "stdout" if parts[2] == "stdout" else "stderr"
            found.setdefault((parts[1], stream), {})[int(parts[3])] = entry.size
    return dict(sorted(found.items(), key=lambda item: item[0][1] == "stderr"))
