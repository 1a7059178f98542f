"""An attempt of a job as Nomad runs it: followed by its allocation and logs, stopped, read when it has ended."""

import asyncio
import functools
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from compiler.ir.job import Artifact, Job

from ...errors import ExecutorError
from ..whole import Sight, WholeEnd
from .control import Control
from .ending import cause_of, stopped, was_stopped, why_waiting
from .failures import NomadGoneError, NomadMissingError, patiently
from .files import GONE, Files
from .output import Output
from .reading import Document, Reading
from .traces import STATE
from .watching import ENDED, UNKNOWN, Watch

_ASK_WHY: Final = 10
"""Looks without an allocation after which Nomad is asked why there is none."""

_SURE: Final = 3
"""Looks after which a stopped job that has no allocation will never have one."""

_PATIENCE_TO_STOP: Final = 30.0
"""Seconds for which Nomad is asked again to end a job: people wait for that."""

_RETURN: Final = 30.0
"""Seconds for which a node may be gone, beyond those after which its servers say so."""

_GRACE: Final = 180.0
"""Seconds beyond the job's own time for which it may run: then it is not ending by itself any more."""


class Cluster(NamedTuple):
    """What all attempts of a run share."""

    control: Control
    reading: Reading
    watch: Watch
    namespace: str


class Dispatched:
    """One dispatch."""

    def __init__(self, cluster: Cluster, job: Job, child: str, sight: Sight) -> None:
        self._cluster = cluster
        self._job = job
        self._sight = sight
        self._child = child
        self._allocation: Document | None = None
        self._output: Output | None = None
        self._files: Files | None = None
        self._is_stopped = False
        self._is_late = False
        self._unknown_since = 0.0
        self.workspace = ""

    @property
    def handle(self) -> str:
        """The id of the dispatched job."""
        return self._child

    async def follow(self) -> WholeEnd:
        """Look on until it has ended."""
        watch = self._cluster.watch
        watch.follow(self._child, self._say)
        try:
            allocation = await self._wait()
        finally:
            watch.forget(self._child)
        if self._output is not None and allocation["ClientStatus"] != "lost":
            await self._output.finish(self._say)
        return self._end(allocation)

    async def stop(self) -> WholeEnd:
        """Have Nomad end it, and look on until it has."""
        self._is_stopped = True
        with suppress(NomadMissingError):
            stop = self._cluster.control.stop
            await patiently(lambda: stop(self._child, self._cluster.namespace), self._say, _PATIENCE_TO_STOP)
        return await self.follow()

    async def outputs(self) -> Mapping[str, str]:
        """Return the job's outputs, as its steps left them."""
        found: dict[str, str] = {}
        files = self._files
        if files is None or not self._job.outputs:
            return found
        await patiently(files.check, _silent)
        for name in self._job.outputs:
            text = await patiently(functools.partial(self._text, f"{STATE}/outputs/{name}"), _silent)
            if text is not None:
                found[name] = text
        return found

    async def fetch(self, artifact: Artifact, workspace: Path) -> None:
        """Copy an artifact's files here."""
        files = self._files
        if files is not None:
            await patiently(files.check, _silent)
            self.workspace = (await files.links()).workspace
            await patiently(lambda: files.fetch(artifact, workspace), _silent)

    async def _wait(self) -> Document:
        absent, told, began = 0, "", 0.0
        while True:
            found = await self._cluster.watch.next(self._child)
            if found is None:
                absent += 1
                if self._is_stopped and absent >= _SURE:
                    return {"ClientStatus": "complete", "DesiredStatus": "stop"}
                if absent % _ASK_WHY == 0:
                    told = await self._told_why(told)
                continue
            absent = 0
            self._found(found)
            if found["ClientStatus"] in ENDED:
                return found
            if await self._is_lost(found):
                return {**found, "ClientStatus": "lost"}
            began = began or asyncio.get_running_loop().time()
            with suppress(ExecutorError):  # what cannot be read now is read when it has ended
                await self._read()
            await self._refuse_endless(began)

    async def _is_lost(self, allocation: Document) -> bool:
        """Tell whether its node is gone for good; it is then ended, should the node come back."""
        now = asyncio.get_running_loop().time()
        if allocation["ClientStatus"] != UNKNOWN:
            self._unknown_since = 0.0
        elif not self._unknown_since:
            self._unknown_since = now
            self._say(f"its node does not answer; it is waited for, {_RETURN:.0f} s")
        elif now - self._unknown_since > _RETURN or self._is_stopped:
            with suppress(NomadMissingError):
                await self._cluster.control.stop(self._child, self._cluster.namespace)
            return True
        return False

    async def _read(self) -> None:
        if self._output is not None:
            await self._output.read()

    async def _refuse_endless(self, began: float) -> None:
        """End what neither the step program nor Nomad ended in its time, once."""
        late = asyncio.get_running_loop().time() - began > self._job.timeout + _GRACE
        if late and not self._is_late:
            self._is_late = True
            await self._cluster.control.stop(self._child, self._cluster.namespace)

    def _found(self, allocation: Document) -> None:
        is_known = self._allocation is not None and self._allocation["ID"] == allocation["ID"]
        self._allocation = allocation
        if is_known:
            return
        identifier, namespace, reading = allocation["ID"], self._cluster.namespace, self._cluster.reading
        self._output = Output(reading, identifier, namespace, self._job, self._sight)
        self._files = Files(reading, identifier, namespace)

    async def _told_why(self, told: str) -> str:
        control, namespace = self._cluster.control, self._cluster.namespace
        try:
            await control.job(self._child, namespace)
            reason = why_waiting(await control.evaluations(self._child, namespace))
        except NomadMissingError:
            raise ExecutorError(f"the job {self._child} was purged at Nomad") from None
        except NomadGoneError:
            return told
        if reason and reason != told:
            self._say(f"{reason}; it waits")
        return reason or told

    def _end(self, allocation: Document) -> WholeEnd:
        cause = cause_of(allocation)
        output = self._output
        if (
            output is not None
            and output.is_whole
            and not (output.has_failed and cause is not None and cause.failure_class == "resource")
        ):
            return WholeEnd()
        if cause is not None:
            return WholeEnd(cause.reason, cause.failure_class)
        if self._is_late:
            return WholeEnd(f"it was stopped {_GRACE:.0f} s after its time was over", "timeout")
        if was_stopped(allocation):
            return stopped(allocation, self._job.timeout)
        if output is None:
            return WholeEnd("no task of it began", "infrastructure")
        return WholeEnd(GONE if output.is_gone else output.torn, "infrastructure")

    async def _text(self, path: str) -> str | None:
        allocation: Any = self._allocation
        return await self._cluster.reading.text(allocation["ID"], path, self._cluster.namespace)

    def _say(self, sentence: str) -> None:
        self._sight.wrote("", 0, "system", f"{sentence}\n".encode())


def _silent(_: str) -> None:
    """Tell nobody: what waits here was told before."""
