"""A step's program while it runs, and how it comes to its end."""

import signal
from asyncio import Future, Task, create_task, get_running_loop, shield
from collections.abc import Callable
from time import monotonic

from ...errors import ExecutorError
from ...records import Exit
from ..base import GRACE, Sink
from .census import Process, process
from .ending import end, patiently
from .handle import Handle
from .memory import Kills
from .noticing import notice_end
from .orphanage import Orphanage
from .output import Outlet
from .spawning import Spawned
from .tree import Tree

_GRACE_OF_STRAYS = 2.0
"""Seconds between TERM and KILL for what a program left behind when it ended by itself."""


class ProcessRunning:
    """A program that was started, with its pipes and all its descendants.

    It comes to its end whether or not anybody waits. Mostly its program ends and leaves nothing: then callbacks of the
    event loop do it all. Else a task ends what is alive (`_sweep`, `_end`), and ends like those callbacks (`_finish`).
    """

    container = ""

    def __init__(self, spawned: Spawned, tree: Tree, orphanage: Orphanage, kills: Kills, sink: Sink) -> None:
        self.handle = str(Handle.of(tree, (spawned.stdout, spawned.stderr)))
        self.ended: Future[Exit] = get_running_loop().create_future()
        self._program = spawned.program
        self._tree = tree
        self._orphanage = orphanage
        self._kills = kills
        self._kills_before = kills.count()
        self._sink = sink
        self._ending: Task[None] | None = None
        self._kill_at = float("inf")
        self._is_stopped = False
        self._fault: Exception | None = None
        self._outlets = (
            Outlet(spawned.stdout, "stdout", sink, self._fail),
            Outlet(spawned.stderr, "stderr", sink, self._fail),
        )
        self._forget_end: Callable[[], None] = lambda: None

    def listen(self) -> None:
        """Take its output and notice its end from now on; OSError when the event loop cannot."""
        loop = get_running_loop()
        for outlet in self._outlets:
            outlet.listen(loop)
        self._forget_end = notice_end(self._tree.root, loop, self._program_ended)

    def abandon(self) -> None:
        """End the program that cannot be listened to."""
        self._tree.signal(signal.SIGKILL, ())
        self._program.wait()
        self._finish()

    async def wait(self) -> Exit:
        """Wait until it ended by itself and what it left behind was swept.

        Raises what the sink raised, which ends the program; ExecutorError when something cannot be ended.
        """
        return await shield(self.ended)

    async def stop(self, grace: float = GRACE) -> Exit:
        """End all of it; of several calls the shortest grace counts. Raises as `wait` does."""
        if not self.ended.done():
            self._stop(grace)
        return await shield(self.ended)

    def _stop(self, grace: float) -> None:
        self._is_stopped = True
        self._kill_at = min(self._kill_at, monotonic() + grace)
        if self._ending is None:
            self._ending = create_task(self._end())

    def _fail(self, fault: Exception) -> None:
        """Nobody takes the output any more, so the step cannot go on."""
        self._fault = self._fault or fault
        if not self.ended.done():
            self._stop(0)

    def _program_ended(self) -> None:
        self._forget_end()
        if self._ending is not None:
            return
        if self._leaves_nothing():
            self._finish()
        else:
            self._ending = create_task(self._sweep())

    def _leaves_nothing(self) -> bool:
        try:
            return not self._tree.is_confined and self._orphanage.left_by(self._tree) == []
        except OSError:  # no descriptor is free to look closer with: `_sweep` tries again
            return False

    async def _sweep(self) -> None:
        """End what the program left, if it was this one that left something."""
        try:
            left = await patiently(self._alive)
        except ExecutorError as fault:
            self._fault = self._fault or fault
            left = []
        if left:
            self._tell_strays(left)
            self._kill_at = min(self._kill_at, monotonic() + _GRACE_OF_STRAYS)
            await self._end()
        else:
            self._finish()

    def _tell_strays(self, left: list[Process]) -> None:
        names = ", ".join(f"{each.name} ({each.pid})" for each in left[:5]) + (", …" if len(left) > 5 else "")
        try:
            self._sink("system", f"ended what the step left running: {names}\n".encode())
        except Exception as fault:  # noqa: BLE001 - as for output: `wait` raises it
            self._fault = self._fault or fault

    async def _end(self) -> None:
        try:
            await end(self._alive, self._tree.signal, lambda: self._kill_at)
        except Exception as fault:  # noqa: BLE001 - whoever waits is told
            self._fault = self._fault or fault
            self._tree.signal(signal.SIGKILL, ())
        self._finish()

    def _alive(self) -> list[Process]:
        """Return who is alive of it; nobody only when that is sure, though they fork and end while /proc is read."""
        members = self._tree.members(self._orphanage.left_by(self._tree))
        if members:
            return members
        hidden = self._orphanage.left_by(self._tree)
        if hidden is None:
            return self._tree.members(None)
        return [found for pid in (*hidden, *self._tree.confined()) if (found := process(pid)) is not None]

    def _finish(self) -> None:
        """Nothing of it is alive: take the rest of the output and the exit code."""
        self._forget_end()
        for outlet in self._outlets:
            outlet.drain()
        code = self._program.poll()
        if code is None:  # it does not die: it stays known, and nobody else's orphan
            self._fault = self._fault or ExecutorError(f"process {self._tree.root} does not end")
            self._program.returncode = -signal.SIGKILL  # once it does; nobody waits for it here any more
        else:
            self._orphanage.leave(self._tree)
        if self.ended.done():
            return
        if code is not None and self._fault is None:
            self.ended.set_result(self._exit(code))
        elif self._fault is not None:
            self.ended.set_exception(self._fault)
            self.ended.exception()  # it counts as seen, whether anybody waits or not

    def _exit(self, code: int) -> Exit:
        code = code if code >= 0 else 128 - code
        is_killed = code == 128 + signal.SIGKILL and not self._is_stopped
        return Exit(code, oom=is_killed and self._kills.count() > self._kills_before)
