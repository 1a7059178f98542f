"""Concurrency groups: how many runs of one group go at a time on this machine."""

import asyncio
import fcntl
import os
from collections.abc import Callable
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from compiler.ir.plan import Concurrency

from ..errors import StateError
from ..state.changes import Ask
from ..state.journal import apply_changes

_POLL: Final = 0.3
_ACTOR: Final = "pipec"


class Group(NamedTuple):
    """A run that wants to go within its group."""

    state: Path
    concurrency: Concurrency
    run: str


async def group_slot(group: Group, stack: ExitStack, tell: Callable[[str], None], stop: Callable[[], str]) -> str:
    """Wait until the run may go, and hold its slot until the stack is closed or the process dies.

    `stop` is asked now and then; what it says, when it says something, is returned, and the run may not go.
    """
    folder = group.state / "groups" / sha256(group.concurrency.group.encode()).hexdigest()[:16]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = False
    while True:
        for number in range(group.concurrency.limit):
            if _taken(folder / str(number), group.run, stack):
                return ""
        reason = stop()
        if reason:
            return reason
        if not told:
            holders = [_holder(folder / str(number)) for number in range(group.concurrency.limit)]
            tell(f"it waits for {', '.join(filter(None, holders))} of the group `{group.concurrency.group}`")
            if group.concurrency.cancel_in_progress:
                await asyncio.to_thread(_cancel, group, [holder for holder in holders if holder])
            told = True
        await asyncio.sleep(_POLL)


def _taken(path: Path, run: str, stack: ExitStack) -> bool:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return False
    stack.callback(os.close, file)
    os.ftruncate(file, 0)
    os.pwrite(file, run.encode(), 0)
    return True


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _cancel(group: Group, holders: list[str]) -> None:
    for holder in holders:
        try:
            apply_changes(
                group.state, _ACTOR, Ask(holder, "cancel", _ACTOR, f"run {group.run} of its group takes over")
            )
        except StateError:
            continue  # it has ended meanwhile
