"""A container that runs: its output, its end, and how it is ended."""

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from ...errors import ExecutorError
from ...records import Exit
from ..base import GRACE, Sink
from .engine import Engine
from .failures import fault, is_missing
from .inside import run_inside
from .launch import Attached, remove
from .output import Bridge, LoopClosed, copy_output

_GONE = 30.0
"""Seconds in which a container that was killed has to be gone."""
_KILLED = 137
"""The exit code of a container that was killed."""
_LOOKS, _BETWEEN_LOOKS = 10, 0.05
"""How often the engine is asked, and how many seconds lie between, whether that was for want of memory."""
_ASKED = 5.0
"""Seconds for asking the processes of a container to end, before its first process is asked alone."""
_TERM_ALL = ["/bin/sh", "-c", "kill -TERM -1"]

OnRemoved = Callable[["RunningContainer"], None]


class RunningContainer:
    """A container with a thread of its own, which reads its output, waits for its end, and removes it.

    `program` is what is run in it, for saying that the image does not have it. `is_removed` tells whether the engine
    has nothing left of it.
    """

    def __init__(self, engine: Engine, attached: Attached, sink: Sink, program: str) -> None:
        loop = asyncio.get_running_loop()
        self.container = attached.container
        self.is_removed = False
        self._engine = engine
        self._attached = attached
        self._sink = sink
        self._program = program
        self._bridge = Bridge(loop)
        self._ended: asyncio.Future[Exit] = loop.create_future()
        self._ended.add_done_callback(_seen)
        self._finished: asyncio.Future[None] = loop.create_future()
        threading.Thread(target=self._watch, name=f"pipec-{self.container[:12]}", daemon=True).start()

    @property
    def handle(self) -> str:
        """What finds it again, as compact JSON."""
        return json.dumps({"container": self.container, "engine": self._engine.address.url}, separators=(",", ":"))

    @property
    def has_ended(self) -> bool:
        """Whether `wait` returns at once."""
        return self._ended.done()

    async def wait(self) -> Exit:
        """Wait until it ended by itself, or the engine is gone (ExecutorError)."""
        return await asyncio.shield(self._ended)

    async def stop(self, grace: float = GRACE) -> Exit:
        """Ask all its processes to end, and kill them after `grace` seconds."""
        if not self._ended.done() and grace > 0:
            await self._ask()
            await asyncio.wait([self._ended], timeout=grace)
        if not self._ended.done():
            await self._kill()
        return await self.wait()

    async def removed(self) -> None:
        """Wait until it is removed, or could not be (see `is_removed`)."""
        await asyncio.wait([self._finished], timeout=_GONE)

    async def _ask(self) -> None:
        """Send TERM to every process: the first one alone would not tell those that it waits for."""
        with contextlib.suppress(ExecutorError, asyncio.TimeoutError):
            if await asyncio.wait_for(self._engine.call("stopping", self._term_all, guarded=False), 2 * _ASKED):
                return
        with contextlib.suppress(ExecutorError):
            await self._engine.call("stopping", lambda client: client.kill(self.container, "SIGTERM"), guarded=False)

    def _term_all(self, client: Any) -> bool:
        return run_inside(client, self.container, _TERM_ALL, _ASKED) == 0

    async def _kill(self) -> None:
        def kill(client: Any) -> None:
            try:
                client.kill(self.container, "SIGKILL")
            except Exception as error:
                if not (is_missing(error) or "is not running" in str(error)):
                    raise

        try:
            await self._engine.call("killing a container", kill, guarded=False)
            await asyncio.wait([self._ended], timeout=_GONE)
        except ExecutorError as error:
            self._settle(error)
        if not self._ended.done():
            self._settle(ExecutorError(f"the engine did not end container {self.container[:12]} in {_GONE:.0f} s"))
        if self._ended.exception() is not None:
            self._attached.hang_up()

    def _watch(self) -> None:
        """Follow the container to its end; runs in its own thread."""
        result: Exit | ExecutorError
        try:
            if not copy_output(self._attached.socket, self._sink, self._bridge):
                self._say("the connection to the engine broke: output may be missing")
            result = self._end()
        except LoopClosed:  # nobody is left to tell; the next runtime sweeps
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait are told
            result = fault(error, self._engine.address.url, "a container was running")
        finally:
            self._attached.close()
        self._bridge.tell(lambda: self._settle(result))
        self._remove()

    def _say(self, line: str) -> None:
        self._bridge.write(self._sink, "system", f"{line}\n".encode())

    def _end(self) -> Exit:
        client = self._engine.client
        client.wait(self.container, timeout=None)
        found = client.inspect_container(self.container)
        code = int(found["State"]["ExitCode"])
        if code in {1, 127} and self._lacks_program():  # an init process without a program ends with either
            self._say(f"the image has no {self._program}")
            code = 127
        return Exit(code, oom=code != 0 and self._wanted_memory(found, code))

    def _wanted_memory(self, found: Mapping[str, Any], code: int) -> bool:
        """Tell whether it was killed for memory; the engine may hear of that a moment after the end."""
        limited = bool(found["HostConfig"].get("Memory"))
        for _ in range(_LOOKS):
            if found["State"].get("OOMKilled"):
                return True
            if not limited or code != _KILLED:
                return False
            time.sleep(_BETWEEN_LOOKS)
            found = self._engine.client.inspect_container(self.container)
        return False

    def _lacks_program(self) -> bool:
        try:
            stream, _ = self._engine.client.get_archive(self.container, self._program)
        except Exception as error:  # noqa: BLE001 - it only makes a message better
            return is_missing(error)
        stream.close()
        return False

    def _remove(self) -> None:
        with contextlib.suppress(Exception):
            remove(self._engine.client, self.container)
            self.is_removed = True
        self._bridge.tell(self._finish)

    def _finish(self) -> None:
        if not self._finished.done():
            self._finished.set_result(None)

    def _settle(self, result: Exit | ExecutorError) -> None:
        if self._ended.done():
            return
        if isinstance(result, ExecutorError):
            self._ended.set_exception(result)
        else:
            self._ended.set_result(result)


def _seen(future: "asyncio.Future[Exit]") -> None:
    """Look at a failure, so that one that nobody waits for is no warning."""
    if not future.cancelled():
        future.exception()
