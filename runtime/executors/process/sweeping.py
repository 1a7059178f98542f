"""End what a runtime that is gone left running, found from nothing but /proc and what the state recorded."""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from .census import Process, descendants, processes, variables
from .cgroups import left_groups
from .ending import end, send_each
from .group import members_of, remove
from .handle import Handle, boot

_GRACE = 2.0


async def sweep_run(state_directory: Path, run: str, handles: Collection[str] = ()) -> tuple[str, ...]:
    """End all processes of a run; return a sentence for each.

    A process is the run's when it began with `PIPEC_OUTPUT` or `CI_WORKSPACE` below the run's workspaces; when it is in
    the session of a recorded step and proves it (`_is_of`); when it is in a control group of the run; and when it
    descends from one of those.
    """
    from time import monotonic

    wanted = _marks(state_directory, run)
    parsed = (Handle.parse(text) for text in handles)
    known = {handle.pid: handle for handle in parsed if handle is not None and handle.boot == boot()}
    groups = list(left_groups(state_directory, run))
    ended: dict[tuple[int, int], str] = {}

    def find() -> list[Process]:
        found = _left(wanted, known, groups)
        ended.update(((each.pid, each.start), each.name) for each in found)
        return found

    until = monotonic() + _GRACE
    await end(find, send_each, lambda: until)
    for group in groups:
        await remove(group)
    return tuple(f"ended process {pid} ({name}) of run {run}" for (pid, _), name in ended.items())


def _marks(state_directory: Path, run: str) -> tuple[bytes, ...]:
    """Return how a variable of the run's processes begins, by each name that the directory goes by."""
    directories = {state_directory.absolute(), state_directory.resolve()}
    below = [os.fsencode(directory / "workspaces" / run) + b"/" for directory in directories]
    return tuple(name + each for name in (b"PIPEC_OUTPUT=", b"CI_WORKSPACE=") for each in below)


def _left(wanted: tuple[bytes, ...], handles: Mapping[int, Handle], groups: Collection[Path]) -> list[Process]:
    everybody = _without_us(processes())
    roots = {pid for pid in everybody if any(each.startswith(wanted) for each in variables(pid))}
    for group in groups:
        roots.update(members_of(group))
    roots.update(_of_handles(handles, everybody))
    return [everybody[pid] for pid in descendants(everybody, roots) if everybody[pid].alive]


def _without_us(everybody: dict[int, Process]) -> dict[int, Process]:
    """Leave out this process and those it descends from: a step may clean up after an earlier run of its own."""
    pid = os.getpid()
    while pid in everybody:
        pid = everybody.pop(pid).parent
    return everybody


def _of_handles(handles: Mapping[int, Handle], everybody: Mapping[int, Process]) -> Iterator[int]:
    """Find the members of the steps' sessions and groups that are surely the steps' own."""
    for each in everybody.values():
        for leader in {each.session, each.group}:
            if leader in handles and _is_of(handles[leader], each, everybody.get(leader)):
                yield each.pid


def _is_of(handle: Handle, member: Process, leader: Process | None) -> bool:
    """Whether a member of a session with the id that a step's had is the step's own.

    While the leader of the session lives, when it started tells. When it is gone the id may have gone round, so the
    member has to hold one of the step's pipes.
    """
    if leader is None:
        return _holds(member.pid, handle.pipes)
    return handle.start[0] <= leader.start <= handle.start[1]


def _holds(pid: int, pipes: Collection[int]) -> bool:
    wanted = {f"pipe:[{pipe}]" for pipe in pipes}
    try:
        descriptors = list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:  # it is gone, or another user's
        return False
    return any(_target(descriptor) in wanted for descriptor in descriptors)


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:
        return ""
