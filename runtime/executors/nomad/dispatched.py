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
from .ending import cause_of, was_stopped, why_waiting
from .failures import NomadGoneError, NomadMissingError, patiently
from .files import STATE, Files
from .reading import Document, Reading
from .tails import Tails
from .telling import Telling
from .watching import ENDED, Watch

_ASK_WHY: Final = 10
"""Looks without an allocation after which Nomad is asked why there is none."""

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
        self._tails: Tails | None = None
        self._telling: Telling | None = None
        self._files: Files | None = None
        self._is_stopped = False
        self.workspace = ""

    @property
    def handle(self) -> str:
        """The id of the dispatched job."""
        return self._child

    async def follow(self) -> WholeEnd:
        """Look on until it has ended."""
        watch = self._cluster.watch
        watch.follow(self._child)
        try:
            allocation = await self._wait()
            await patiently(self._read_logs, self._say)
            await self._settle()
        finally:
            watch.forget(self._child)
        return self._end(allocation)

    async def stop(self) -> WholeEnd:
        """Have Nomad end it, and look on until it has."""
        self._is_stopped = True
        with suppress(NomadMissingError):
            stop = self._cluster.control.stop
            await patiently(lambda: stop(self._child, self._cluster.namespace), self._say, 30)
        return await self.follow()

    async def outputs(self) -> Mapping[str, str]:
        """Return the job's outputs, as its steps left them."""
        found: dict[str, str] = {}
        for name in self._job.outputs if self._files else ():
            text = await patiently(functools.partial(self._text, f"{STATE}/outputs/{name}"), _silent)
            if text is not None:
                found[name] = text
        return found

    async def fetch(self, artifact: Artifact, workspace: Path) -> None:
        """Copy an artifact's files here."""
        files = self._files
        if files is not None:
            self.workspace = (await files.links()).workspace
            await patiently(lambda: files.fetch(artifact, workspace), _silent)

    async def _wait(self) -> Document:
        looks, told, began = 0, "", 0.0
        while True:
            found = await self._cluster.watch.next(self._child)
            looks += 1
            if found is None:
                if looks % _ASK_WHY == 0:
                    told = await self._told_why(told)
                if self._is_stopped:
                    return {"ClientStatus": "complete", "DesiredStatus": "stop"}
                continue
            self._found(found)
            if found["ClientStatus"] in ENDED:
                return found
            began = began or asyncio.get_running_loop().time()
            with suppress(NomadGoneError):
                await self._read_logs()
            await self._refuse_endless(began)

    async def _refuse_endless(self, began: float) -> None:
        """End what neither the step program nor Nomad ended in its time, once."""
        late = asyncio.get_running_loop().time() - began > self._job.timeout + _GRACE
        if late and not self._is_stopped:
            self._is_stopped = True
            await self._cluster.control.stop(self._child, self._cluster.namespace)

    def _found(self, allocation: Document) -> None:
        if self._allocation is not None and self._allocation["ID"] == allocation["ID"]:
            self._allocation = allocation
            return
        self._allocation = allocation
        self._telling = Telling(self._job, self._sight)
        identifier, namespace = allocation["ID"], self._cluster.namespace
        self._tails = Tails(self._cluster.reading, identifier, namespace, self._telling.take)
        self._files = Files(self._cluster.reading, identifier, namespace)

    async def _told_why(self, told: str) -> str:
        with suppress(ExecutorError):
            evaluations = await self._cluster.control.evaluations(self._child, self._cluster.namespace)
            reason = why_waiting(evaluations)
            if reason and reason != told:
                self._say(f"{reason}; it waits")
                return reason
        return told

    async def _read_logs(self) -> None:
        if self._tails is None or (self._allocation or {}).get("ClientStatus") == "lost":
            return
        with suppress(NomadMissingError):
            await self._tails.read()

    async def _settle(self) -> None:
        """Hand over what the logs do not say because Nomad had removed them before they were read."""
        telling, tails = self._telling, self._tails
        if telling is None or tails is None:
            return
        telling.close()
        for (task, stream), files in tails.missed.items():
            self._say(f"{files} log files of {task}'s {stream} were removed by Nomad before they could be read")

    def _end(self, allocation: Document) -> WholeEnd:
        cause = cause_of(allocation)
        done = {} if self._telling is None else self._telling.done
        is_whole = len(done) == len(self._job.steps) and all(item.status != "cancelled" for item in done.values())
        if is_whole and (cause is None or cause.failure_class != "resource"):
            return WholeEnd()
        if cause is not None:
            return WholeEnd(cause.reason, cause.failure_class)
        if self._is_stopped:
            return WholeEnd("it did not end in its time, and was stopped", "timeout")
        if was_stopped(allocation):
            return WholeEnd("it was stopped at Nomad", "infrastructure")
        missing = next((step.id for step in self._job.steps if step.id not in done), "")
        return WholeEnd(f"step {missing} left no trace of its end", "infrastructure")

    async def _text(self, path: str) -> str | None:
        allocation: Any = self._allocation
        return await self._cluster.reading.text(allocation["ID"], path, self._cluster.namespace)

    def _say(self, sentence: str) -> None:
        self._sight.wrote("", 0, "system", f"{sentence}\n".encode())


def _silent(_: str) -> None:
    """Tell nobody: what waits here was told before."""
