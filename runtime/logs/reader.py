"""Reading logs back: all of a run, its last lines, or as it goes on; merged by time, in flat memory."""

import heapq
import time
from collections import deque
from collections.abc import Callable, Container, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Final

from .layout import LogKey, find_logs
from .line import Line
from .selection import EVERYTHING, Selection
from .stored import StoredLog

INTERVAL: Final = 0.1
"""Seconds between two looks at a run that goes on."""
_BATCH: Final = 1000
_REST: Final = 5
"""A look that takes long (many thousand steps) is followed by a pause of so many times its length."""


def read_lines(run_directory: Path, selection: Selection = EVERYTHING, tail: int | None = None) -> Iterator[Line]:
    """Yield the lines of a run, by time; with `tail` the last so many, read from the ends of the files.

    Lines of one try stay in their order even where the clock was set back. LogError when a file cannot be read.
    """
    logs = _logs(run_directory, selection)
    return _merged(logs, final=True) if tail is None else iter(_last(logs, tail, final=True))


def read_output(run_directory: Path, key: LogKey, selection: Selection = EVERYTHING) -> Iterator[bytes]:
    """Yield the bytes that one try of a step wrote, masked, without what the runtime said."""
    for log in _logs(run_directory, selection._replace(job=key.job, step=key.step, attempt=key.attempt)):
        yield from log.output()


def follow(
    run_directory: Path,
    ended: Callable[[], bool],
    selection: Selection = EVERYTHING,
    tail: int | None = None,
) -> Iterator[list[Line]]:
    """Yield lines of a run soon after they are written, until `ended` tells that nobody writes any more.

    What is there already comes first, or the `tail` of it. Steps that begin later are taken up. Lists are not empty
    and of bounded length; between two looks the caller waits in here.
    """
    known: dict[LogKey, StoredLog] = {}
    while True:
        over, began = ended(), time.monotonic()
        for log in _logs(run_directory, selection, without=known):
            known[log.files.key] = log
        if tail is None:
            yield from _batches(_merged([log for log in known.values() if over or log.grew], final=over))
        else:
            yield from _batches(iter(_last(list(known.values()), tail, final=over)))
            tail = None
        if over:
            return
        time.sleep(max(INTERVAL, _REST * (time.monotonic() - began)))


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(lines, _BATCH)):
        yield batch


def _logs(run_directory: Path, selection: Selection, without: Container[LogKey] = ()) -> list[StoredLog]:
    found = find_logs(run_directory, selection.job, selection.step, selection.attempt)
    return [StoredLog(run_directory.name, files, selection) for files in found if files.key not in without]


def _merged(logs: Sequence[StoredLog], *, final: bool) -> Iterator[Line]:
    """Yield the lines of several logs by time; a log is opened when its first line is due."""
    heap: list[tuple[int, int, Line | None, Iterator[Line]]] = [
        (log.first_time(), number, None, log.lines(final=final)) for number, log in enumerate(logs)
    ]
    heapq.heapify(heap)
    while heap:
        moment, number, line, lines = heap[0]
        if line is not None:
            yield line
        following = next(lines, None)
        if following is None:
            heapq.heappop(heap)
        else:
            heapq.heapreplace(heap, (max(moment, following.time), number, following, lines))


def _last(logs: Sequence[StoredLog], count: int, *, final: bool) -> list[Line]:
    """Return the last lines of several logs; the logs that ended before all of those are not read."""
    last: list[tuple[int, int, Line]] = []
    ends = sorted(((log.last_time(), number) for number, log in enumerate(logs)), reverse=True)
    for ended, number in ends:
        log = logs[number]
        if len(last) >= count and (not count or ended < last[0][0]):
            log.seek_end()
            continue
        log.seek_tail(count)
        found = deque(((line.time, number, line) for line in log.lines(final=final)), maxlen=count)
        last = list(deque(heapq.merge(found, last, key=itemgetter(0, 1)), maxlen=count))
    return [line for _, _, line in last]
