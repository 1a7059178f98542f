"""The executor `process`: each try of a step is a session of processes on this machine."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from compiler.ir.job import Job
from compiler.ir.plan import Plan

from ...errors import ExecutorError
from ...records import Refusal
from ..base import Command, JobOrder, JobSpace, Running, Sink
from .dispositions import restore
from .group import Group, group_of
from .memory import Kills
from .refusals import refusals
from .running import ProcessRunning
from .supervision import Supervision
from .sweeping import sweep_run

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class ProcessExecutor:
    """Runs steps as processes. It makes this process the parent of all their orphans, for as long as it is open.

    When this process is killed its steps go on, until they write to a pipe that nobody reads; `sweep` ends them. They
    cannot be told by the kernel to die with it: they would have to ask for that themselves (`PR_SET_PDEATHSIG`), in a
    fork of this whole process, which costs several times what a start costs.
    """

    name = "process"

    def __init__(self, state_directory: Path) -> None:
        self._state_directory = state_directory
        self._supervision: Supervision | None = None

    @property
    def light(self) -> bool:
        """Whether `begin` starts nothing for a job without services."""
        return True

    def refusals(self, plan: Plan, jobs: Collection[Job]) -> tuple[Refusal, ...]:  # noqa: ARG002 - of the protocol
        """Return what a plain process cannot keep: images, services, no network, labels, limits."""
        return tuple(refusals(jobs))

    async def open(self) -> None:
        """Adopt orphans, and let programs begin with default signals."""
        restore()
        self._supervision = Supervision()

    async def begin(self, order: JobOrder) -> "ProcessSession":
        """Start an attempt of a job: a control group where it has limits, else nothing has to be there for it."""
        if self._supervision is None:
            raise ExecutorError("the process executor is not open")
        return ProcessSession(self._supervision, group_of(self._state_directory, order))

    async def sweep(self, run: str, handles: Collection[str] = ()) -> tuple[str, ...]:
        """End all that is left of a run whose runtime is gone."""
        return await sweep_run(self._state_directory, run, handles)

    async def reclaim(self, space: JobSpace) -> bool:  # noqa: ARG002 - of the protocol
        """Do nothing: what our processes wrote is ours."""
        return True

    async def close(self) -> None:
        """End what still runs, and every orphan; ExecutorError when one does not end."""
        if self._supervision is not None:
            await self._supervision.close()
            self._supervision = None


class ProcessSession:
    """One attempt of a job: directories of this machine, and a control group where the job has limits."""

    def __init__(self, supervision: Supervision, group: Group | None) -> None:
        self.variables: Mapping[str, str] = {"PATH": os.environ.get("PATH") or _PATH}
        self.left_over = False
        self.addresses: Mapping[str, str] = {}
        self._supervision = supervision
        self._group = group
        self._kills = Kills(group.kills) if group is not None and group.kills is not None else None
        self._last: Running | None = None

    def inside(self, path: Path) -> str:
        """Return the path itself."""
        return str(path)

    async def start(self, command: Command, sink: Sink) -> Running:
        """Start one try of a step. A program that cannot be executed ends at once, with a shell's exit code."""
        self._last = self._supervision.start(command, sink, self._group, self._kills)
        return self._last

    async def close(self) -> None:
        """End the step if one still runs, and the control group."""
        if isinstance(self._last, ProcessRunning):
            await self._supervision.stop([self._last])
        if self._kills is not None:
            self._kills.close()
            self._kills = None
        if self._group is not None:
            await self._group.remove()
            self._group = None
