"""Who is alive on this machine, from /proc: parents, groups, sessions, and the marks in environments."""

import os
from collections.abc import Iterable, Mapping
from time import CLOCK_BOOTTIME, clock_gettime_ns
from typing import NamedTuple

_GONE = "ZXx"
"""States of what has ended and waits to be reaped."""


class Process(NamedTuple):
    """One process. `start` is in clock ticks since the boot: with `pid` it names a process for good."""

    pid: int
    name: str
    state: str
    parent: int
    group: int
    session: int
    threads: int
    start: int

    @property
    def alive(self) -> bool:
        """Whether it has not ended: a zombie has, unless only its first thread is one."""
        return self.state not in _GONE or self.threads > 1


def now() -> int:
    """Return the time that a process which starts now has as its `start`."""
    return clock_gettime_ns(CLOCK_BOOTTIME) * os.sysconf("SC_CLK_TCK") // 10**9


def read(path: str, size: int = 4096) -> bytes:
    """Return the start of a file of /proc, nothing when it is gone or another user's."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return b""
    try:
        return _whole(descriptor, size)
    except (PermissionError, ProcessLookupError):
        return b""
    finally:
        os.close(descriptor)


def _whole(descriptor: int, size: int) -> bytes:
    found = part = os.read(descriptor, size)
    while len(part) == size:
        part = os.read(descriptor, size)
        found += part
    return found


def process(pid: int) -> Process | None:
    """Return what there is to know of a process, None when it is gone."""
    head, _, tail = read(f"/proc/{pid}/stat").rpartition(b")")
    if not tail:
        return None
    name = head.partition(b"(")[2].decode("utf-8", "replace")
    fields = tail.split()
    parent, group, session = (int(field) for field in fields[1:4])
    threads, start = int(fields[17]), int(fields[19])
    return Process(pid, name, fields[0].decode("ascii"), parent, group, session, threads, start)


def processes() -> dict[int, Process]:
    """Return all that /proc shows, by process id."""
    found = (process(int(name)) for name in os.listdir("/proc") if name.isdigit())  # noqa: PTH208 - ten times as fast
    return {each.pid: each for each in found if each is not None}


def descendants(everybody: Mapping[int, Process], roots: Iterable[int]) -> set[int]:
    """Return the roots that are there and all whose line of parents leads to one of them."""
    children: dict[int, list[int]] = {}
    for each in everybody.values():
        children.setdefault(each.parent, []).append(each.pid)
    found: set[int] = set()
    waiting = [root for root in roots if root in everybody]
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting.extend(children.get(pid, ()))
    return found


def variables(pid: int) -> list[bytes]:
    """Return the environment that a process began with, as `NAME=value`; empty when it may not be read."""
    return read(f"/proc/{pid}/environ", 1 << 16).split(b"\0")


def marked(pids: Iterable[int], mark: bytes) -> set[int]:
    """Return the processes whose environment holds this `NAME=value`."""
    return {pid for pid in pids if mark in variables(pid)}
