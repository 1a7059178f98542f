"""What all steps of an executor share: how they are started, whose orphans are whose, what is ended at last."""

import asyncio
import os
from collections.abc import Iterable
from contextlib import suppress

from ...records import Exit
from ..base import GRACE, Command, Running, Sink
from .census import now
from .cgroups import own_kills
from .children import Children
from .ending import kill, send_each
from .group import Group
from .memory import Kills, machine_kills
from .orphanage import Orphanage
from .running import ProcessRunning
from .spawning import Unusable, exhausted, spawn
from .tree import Tree

_BURIALS = 1.0
"""Seconds between two looks for orphans that ended while their step goes on."""


class Supervision:
    """The running steps of an executor, in the event loop in which it was made."""

    def __init__(self) -> None:
        self._children: Children | None = None
        with suppress(OSError):  # a kernel without the list of children, or that refuses to give orphans
            self._children = Children()
        self._orphanage = Orphanage(self._children)
        self._kills = machine_kills(own_kills())
        self._running: set[ProcessRunning] = set()
        self._loop = asyncio.get_running_loop()
        self._burials = self._loop.call_later(_BURIALS, self._bury)

    def _bury(self) -> None:
        with suppress(OSError):  # no descriptor is free now
            self._orphanage.bury()
        self._burials = self._loop.call_later(_BURIALS, self._bury)

    def start(self, command: Command, sink: Sink, group: Group | None = None, kills: Kills | None = None) -> Running:
        """Start a step's program, inside a group if there is one; `kills` counts that group's kills for memory.

        ExecutorError when this machine has not what it takes.
        """
        start = now()
        spawned = spawn(command, group.enter(command.argv) if group else command.argv)
        if isinstance(spawned, Unusable):
            sink("system", f"{spawned.message}\n".encode())
            return Unstarted(spawned.code)
        confined = group.members if group else None
        tree = Tree(spawned.program.pid, start, b"PIPEC_OUTPUT=" + os.fsencode(command.mark), confined)
        self._orphanage.begin(tree)
        running = ProcessRunning(spawned, tree, self._orphanage, kills or self._kills, sink)
        try:
            running.listen()
        except OSError as fault:
            running.abandon()
            raise exhausted(command, fault) from fault
        return self._follow(running)

    def _follow(self, running: ProcessRunning) -> ProcessRunning:
        self._running.add(running)
        running.ended.add_done_callback(lambda _: self._running.discard(running))
        return running

    async def stop(self, these: Iterable[ProcessRunning]) -> None:
        """End what runs of these; what cannot be ended was told to whoever waits for it."""
        await asyncio.gather(*(each.stop(0) for each in these), return_exceptions=True)

    async def close(self) -> None:
        """End all that is left."""
        self._burials.cancel()
        await self.stop(self._running)
        try:
            await kill(self._orphanage.unclaimed, send_each)
        finally:
            self._kills.close()
            if self._children is not None:
                self._children.close()


class Unstarted:
    """A program that could not be executed."""

    handle = ""
    container = ""

    def __init__(self, code: int) -> None:
        self._exit = Exit(code)

    async def wait(self) -> Exit:
        """Return 127 when there is no such program, 126 when it cannot be executed."""
        return self._exit

    async def stop(self, grace: float = GRACE) -> Exit:  # noqa: ARG002 - of the protocol
        """Return the same."""
        return self._exit
