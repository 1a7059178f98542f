"""End processes: TERM, a grace period, KILL; never another process that got an id since."""

import os
import signal
from asyncio import sleep
from collections.abc import Callable, Iterable
from time import monotonic

from ...errors import ExecutorError
from .census import Process, process

PATIENCE = 10.0
"""Seconds that a killed process has to be gone; one that waits for a broken disk is not."""

Find = Callable[[], list[Process]]
Send = Callable[[int, list[Process]], None]

_FIRST_LOOK, _LAST_LOOK = 0.002, 0.1


def send(target: Process, number: int) -> None:
    """Send a signal to this very process, never to another that got its id since."""
    try:
        descriptor = os.pidfd_open(target.pid)
    except OSError:  # it is gone, or no descriptor is free, or the kernel is older than 5.3
        descriptor = -1
    try:
        if _is_same(target):
            _send(target.pid, descriptor, number)
    except OSError:  # it is gone, or changed its user, or cannot be looked at now: the next round tries again
        return
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def send_each(number: int, members: Iterable[Process]) -> None:
    """Send a signal to each of these very processes."""
    for each in members:
        send(each, number)


def _send(pid: int, descriptor: int, number: int) -> None:
    if descriptor >= 0:
        signal.pidfd_send_signal(descriptor, number)
    else:
        os.kill(pid, number)


def _is_same(target: Process) -> bool:
    found = process(target.pid)
    return found is not None and found.start == target.start


async def end(find: Find, send_all: Send, until: Callable[[], float]) -> None:
    """End all that `find` finds: TERM, and KILL when the monotonic clock reaches `until()`, which may come nearer.

    CONT follows TERM, since a stopped process notices nothing else than KILL. ExecutorError when something is alive
    long after KILL, or cannot be looked for.
    """
    members = await patiently(find)
    send_all(signal.SIGTERM, members)
    send_all(signal.SIGCONT, members)
    pause = _FIRST_LOOK
    while members and (left := until() - monotonic()) > 0:
        await sleep(min(pause, left))
        pause = min(_LAST_LOOK, pause * 2)
        members = await patiently(find)
    if members:
        await kill(find, send_all)


async def kill(find: Find, send_all: Send) -> None:
    """KILL what `find` finds until it finds nothing: what forks quickly needs more than one round."""
    deadline, pause = monotonic() + PATIENCE, _FIRST_LOOK
    while members := await patiently(find):
        if monotonic() > deadline:
            raise _immortal(members)
        send_all(signal.SIGKILL, members)
        await sleep(pause)
        pause = min(_LAST_LOOK, pause * 2)


async def patiently(find: Find) -> list[Process]:
    """Look; and look again when there was no descriptor to look with. ExecutorError when there is none for long."""
    deadline = monotonic() + PATIENCE
    while True:
        try:
            return find()
        except OSError as fault:
            if monotonic() > deadline:
                raise _blind(fault) from fault
        await sleep(_LAST_LOOK)


def _immortal(members: list[Process]) -> ExecutorError:
    names = ", ".join(f"{each.name} ({each.pid}, state {each.state})" for each in members[:5])
    return ExecutorError(
        f"{len(members)} processes of a step do not end {PATIENCE:.0f} s after KILL: {names}",
        "a process in state D waits for a device or a network file system; see what it waits for in /proc/PID/stack",
    )


def _blind(fault: OSError) -> ExecutorError:
    return ExecutorError(
        f"what a step left running cannot be looked for: {fault.strerror}",
        "run fewer jobs at once (`--jobs`), or raise the limits (`ulimit -n`); `pipec clean` ends what is left",
        failure_class="resource",
    )
