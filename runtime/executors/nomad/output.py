"""All that the tasks of one allocation write, read while it runs and to the end when it has ended."""

import asyncio
from typing import Final

from compiler.ir.job import Job

from ...errors import ExecutorError
from ..whole import Sight
from .failures import NomadMissingError, NomadNodeError, Tell, patiently
from .reading import Reading
from .tails import Tails
from .telling import Telling
from .traces import Trace, read_traces

_AGAIN: Final = 0.2
_LATE: Final = 30.0
"""Seconds for which the last output of an ended allocation is waited for: Nomad tells of the end earlier."""

_NODE: Final = 60.0
"""Seconds for which a node that does not answer is asked again for what it has."""


class Output:
    """The output of one allocation, told to who looks on."""

    def __init__(self, reading: Reading, allocation: str, namespace: str, job: Job, sight: Sight) -> None:
        self._reading = reading
        self._allocation = allocation
        self._namespace = namespace
        self._telling = Telling(job, sight)
        self._tails = Tails(reading, allocation, namespace, self._telling)
        self._unread: list[str] = []
        self.is_gone = False
        """Whether its node had no files of it when it was last asked."""

    @property
    def is_whole(self) -> bool:
        """Whether all steps ended, each by itself."""
        return not self.missing and not self.cut_off

    @property
    def torn(self) -> str:
        """What is to be said of steps that did not end by themselves."""
        if self.cut_off:
            return f"step {self.cut_off[0]} was ended from outside"
        return f"step {self.missing[0]} left no trace of its end"

    @property
    def missing(self) -> tuple[str, ...]:
        """The steps of which no ending is known."""
        return self._telling.missing

    @property
    def cut_off(self) -> tuple[str, ...]:
        """The steps that somebody ended."""
        return tuple(step for step, result in self._telling.done.items() if result.status == "cancelled")

    @property
    def has_failed(self) -> bool:
        """Whether a step failed."""
        return self._telling.has_failed

    async def read(self) -> bool:
        """Read what there is now; tell whether anything was new."""
        try:
            new = await self._tails.read()
        except NomadMissingError:
            self.is_gone = True
            return False
        self.is_gone = False
        return new

    async def finish(self, tell: Tell) -> None:
        """Read what is left of an allocation that has ended, and hand it over."""
        until = asyncio.get_running_loop().time() + _NODE
        try:
            while not await patiently(self._is_whole, tell):
                await asyncio.sleep(_AGAIN)
                if asyncio.get_running_loop().time() > until:
                    tell("its node does not give its logs")
                    break
        except ExecutorError as fault:
            tell(f"its logs cannot be read: {fault}")
        self._telling.close()
        if self._unread:
            tell(f"the end of what step {', '.join(self._unread)} wrote never came from its node")
        for (task, stream), files in self._tails.missed.items():
            tell(f"{files} log files of {task}'s {stream} were removed by Nomad before they could be read")

    async def _is_whole(self) -> bool:
        """Read on; tell whether all was read that will come."""
        try:
            await self.read()
            if self.missing:
                await self._late()
        except NomadNodeError:
            return False
        return True

    async def _late(self) -> None:
        """Wait for the logs to say what steps wrote down; then take it from there."""
        until = asyncio.get_running_loop().time() + _LATE
        traces = await self._traces()
        while asyncio.get_running_loop().time() < until and any(trace.step in self.missing for trace in traces):
            await asyncio.sleep(_AGAIN)
            await self.read()
        for trace in traces:
            if trace.step in self.missing:
                self._unread.append(trace.step)
            self._telling.found(trace)

    async def _traces(self) -> tuple[Trace, ...]:
        return await read_traces(self._reading, self._allocation, self._namespace, self.missing)
