"""A control group for one attempt of a job: its limits, its members, and the end of it."""

import os
import shlex
from asyncio import sleep
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from compiler.ir.values import Resources

from ...errors import ExecutorError
from ..base import JobOrder
from .census import Process, process
from .cgroups import Place, places, prefix, short
from .ending import kill, send_each

_PERIOD = 100_000
"""Microseconds over which processor time is counted."""

_LEAST_QUOTA = 1000
_KILLS = {1: "memory.oom_control", 2: "memory.events"}
_ATTEMPTS, _PAUSE = 100, 0.02


class Group:
    """One directory for each controller (v1), or one for both (v2). All have the same members."""

    def __init__(self, name: str, resources: Resources, where: Mapping[str, Place]) -> None:
        self._resources = resources
        self._directories = {controller: place.directory / name for controller, place in where.items()}
        self._versions = {controller: place.version for controller, place in where.items()}

    def make(self) -> None:
        """Make the directories and set the limits; OSError when that is refused."""
        for controller, directory in self._directories.items():
            directory.mkdir(exist_ok=True)
            for file, value in _limits(controller, self._versions[controller], self._resources):
                with suppress(FileNotFoundError):  # no swap is accounted for here
                    (directory / file).write_text(value, encoding="ascii")

    @property
    def kills(self) -> Path | None:
        """The file that counts members that were killed for want of memory; None without a limit of memory."""
        directory = self._directories.get("memory")
        return None if directory is None else directory / _KILLS[self._versions["memory"]]

    def members(self) -> list[int]:
        """Return the ids of who is in it."""
        return members_of(next(iter(self._directories.values())))

    def enter(self, argv: tuple[str, ...]) -> tuple[str, ...]:
        """Return a command that enters the group and becomes `argv`.

        A shell does it, since a program cannot be started inside a group without a fork of the whole runtime. It takes
        back the variables that it sets itself; bash leaves `_`.
        """
        files = [
            shlex.quote(str(directory / "cgroup.procs")) for directory in dict.fromkeys(self._directories.values())
        ]
        entering = " && ".join(f"echo 0 >{file}" for file in files)
        script = f'{{ {entering}; }} || exit 125; unset PWD OLDPWD SHLVL; exec "$@"'
        return ("/bin/sh", "-c", script, "pipec", *argv)

    async def remove(self) -> None:
        """End who is left in it, and remove it."""
        for directory in dict.fromkeys(self._directories.values()):
            await remove(directory)


def group_of(state_directory: Path, order: JobOrder) -> Group | None:
    """Make the group of a job; None when it has no limits, or none can be set here, which `refusals` has told."""
    resources = order.job.resources
    if resources.cpu is None and resources.memory is None:
        return None
    where = places(resources)
    if where is None:
        return None
    name = f"{prefix(state_directory, order.run)}{short(order.job.id)}-{order.attempt}"
    group = Group(name, resources, where)
    try:
        group.make()
    except OSError as fault:
        raise ExecutorError(
            f"job {order.job.id}: its limits cannot be set: {fault.strerror} ({fault.filename})"
        ) from fault
    return group


def members_of(directory: Path) -> list[int]:
    """Return the ids of the processes in a group and the groups below it; none when it is gone."""
    found: list[int] = []
    for path, _, _ in os.walk(directory):
        with suppress(OSError):
            found += map(int, Path(path, "cgroup.procs").read_text(encoding="ascii").split())
    return found


async def remove(directory: Path) -> None:
    """End who is in a group, and remove it and the groups below it. A group is busy for a moment after its last end."""

    def living() -> list[Process]:
        found = (process(pid) for pid in members_of(directory))
        return [each for each in found if each is not None and each.alive]

    await kill(living, send_each)
    for _ in range(_ATTEMPTS):
        if _try_to_remove(directory):
            return
        await sleep(_PAUSE)
    raise ExecutorError(f"the control group {directory} cannot be removed", "see who is in it: its file cgroup.procs")


def _try_to_remove(directory: Path) -> bool:
    for path, _, _ in os.walk(directory, topdown=False):
        with suppress(OSError):
            Path(path).rmdir()
    return not directory.exists()


def _limits(controller: str, version: int, resources: Resources) -> list[tuple[str, str]]:
    """Return the files to write, in order."""
    if controller == "memory":
        size = str(resources.memory)
        if version == 1:
            return [("memory.limit_in_bytes", size), ("memory.memsw.limit_in_bytes", size)]
        return [("memory.max", size), ("memory.swap.max", "0")]
    quota = max(_LEAST_QUOTA, (resources.cpu or 0) * _PERIOD // 1000)
    if version == 1:
        return [("cpu.cfs_period_us", str(_PERIOD)), ("cpu.cfs_quota_us", str(quota))]
    return [("cpu.max", f"{quota} {_PERIOD}")]
