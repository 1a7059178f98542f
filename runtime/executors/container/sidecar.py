"""Services of a job: started on its network under their names, told about line by line, waited for."""

import asyncio
from collections import deque
from typing import NamedTuple

from compiler.ir.job import Service
from compiler.ir.values import HealthCheck

from ...errors import ExecutorError
from ...records import Stream
from ..base import Sink
from .engine import Engine
from .probes import Place, ask
from .running import RunningContainer

_TAIL = 20
_LONGEST = 64 * 1024
"""Bytes of a line that is not over yet, before it is told as it is."""
_LEAST_SECRET = 4


class Chatter:
    """Takes what a service writes and says it as whole lines with the service's name; keeps the last ones."""

    def __init__(self, name: str, say: Sink) -> None:
        self._prefix = f"{name}: ".encode()
        self._say = say
        self._rest: dict[Stream, bytes] = {}
        self._last: deque[bytes] = deque(maxlen=_TAIL)

    def __call__(self, stream: Stream, data: bytes) -> None:
        """Take a chunk."""
        *lines, rest = (self._rest.get(stream, b"") + data).split(b"\n")
        if len(rest) > _LONGEST:
            lines, rest = [*lines, rest], b""
        self._rest[stream] = rest
        self._tell(lines)

    def finish(self) -> None:
        """Say what has no line end."""
        lines = [rest for rest in self._rest.values() if rest]
        self._rest.clear()
        self._tell(lines)

    def tail(self, secrets: frozenset[str]) -> str:
        """Return the last lines; the service's own values are not in them, because errors are shown as they are."""
        text = "\n".join(line.decode(errors="replace") for line in self._last)
        for secret in sorted(secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    def _tell(self, lines: list[bytes]) -> None:
        if lines:
            self._last.extend(lines)
            self._say("system", b"".join(self._prefix + line + b"\n" for line in lines))


class Sidecar(NamedTuple):
    """A service that was started. `environment` holds its resolved values."""

    service: Service
    running: RunningContainer
    place: Place
    chatter: Chatter
    environment: frozenset[str]

    async def healthy(self, engine: Engine) -> None:
        """Wait until it is healthy; ExecutorError when it ends, or is not after `start_period` and all `retries`.

        The first success counts. It is asked at once and more often than each `interval`, which is made for the years
        of a service that stays: here somebody waits for it.
        """
        check = self.service.health_check
        if check is None:
            return
        clock = asyncio.get_running_loop().time
        until = clock() + check.start_period + check.interval * check.retries
        pause = 0.1
        while problem := await self._asked(engine, check):
            if self.running.has_ended:
                raise await self._ended()
            if clock() >= until:
                raise self._failure(f"did not become healthy in {_period(check)} s: {problem}")
            await asyncio.sleep(max(0.0, min(pause, until - clock())))
            pause = min(pause * 1.5, 2.0, check.interval)

    async def _asked(self, engine: Engine, check: HealthCheck) -> str:
        try:
            return await ask(engine, self.place, check)
        except ExecutorError as error:
            if self.running.has_ended or error.failure_class == "configuration":
                return str(error)
            raise

    async def _ended(self) -> ExecutorError:
        exit_ = await self.running.wait()
        self.chatter.finish()
        return self._failure(f"ended with exit code {exit_.code}{' for lack of memory' if exit_.oom else ''}")

    def _failure(self, what: str) -> ExecutorError:
        tail = self.chatter.tail(frozenset(each for each in self.environment if len(each) >= _LEAST_SECRET))
        advice = f"its last words were:\n{tail}" if tail else "it wrote nothing; see its image and its `health_check`"
        return ExecutorError(f"service {self.service.name} {what}", advice, failure_class="dependency")


def _period(check: HealthCheck) -> int:
    return check.start_period + check.interval * check.retries
