"""Jobs registered before they are dispatched, each once a run, and only where the cluster has another one."""

import asyncio
from typing import Any, Final

from ...errors import ExecutorError
from .control import Control

_TRIES: Final = 5

Document = dict[str, Any]


class Registration:
    """Registers the jobs of one run."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._locks: dict[str, asyncio.Lock] = {}
        self._registered: set[str] = set()

    async def ensure(self, job: str, namespace: str, document: Document) -> None:
        """Make sure that the cluster has this job and no other of its name."""
        async with self._locks.setdefault(job, asyncio.Lock()):
            if job not in self._registered:
                await self._register(job, namespace, document)
                self._registered.add(job)

    def forget(self, job: str) -> None:
        """Look again before the next dispatch: somebody else registered another one."""
        self._registered.discard(job)

    async def _register(self, job: str, namespace: str, document: Document) -> None:
        for number in range(1, _TRIES + 1):
            planned = await self._control.plan(job, namespace, document)
            if (planned["Diff"] or {}).get("Type") == "None":
                return
            try:
                await self._control.register(job, namespace, document, int(planned["JobModifyIndex"]))
            except ExecutorError as fault:  # another one was quicker: look again at what is there now
                if "EnforceIndex" not in str(fault) and "job modify index" not in str(fault).lower():
                    raise
                if number == _TRIES:
                    raise
            else:
                return
