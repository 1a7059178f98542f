"""What the attempts of all jobs of a run share."""

import asyncio
import contextlib
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from compiler.ir.expression import Value
from compiler.ir.plan import Plan

from ..errors import RuntimeFault
from ..executors.base import GRACE, Executor, Running
from ..observer import Observer
from ..records import Exit
from ..resilience.breaker import Breakers
from ..state.changes import Note
from .removing import Remover
from .values import Known

if TYPE_CHECKING:
    from ..artifacts.store import ArtifactStore
    from ..logs.masking import Masker
    from ..logs.writer import StepLog
    from ..state.change import Change
    from ..state.journal import Journal
    from .sightings import Earlier

_SOON: Final = 0.2
"""Seconds until what is to be written soon is."""


class Results(Protocol):
    """What ended jobs left for others."""

    def known_jobs(self) -> Mapping[str, Value]:
        """Return `{"status": …, "outputs": {…}}` by the name of a job."""
        ...

    def artifact(self, job: str, name: str) -> str | None:
        """Return the digest of an artifact that a job instance kept, None when it kept none."""
        ...


class RunContext:
    """One run: the plan, where things are, and who does and watches. `secrets` are values by name.

    `source` is the directory that workspaces begin as, None where the plan came without one.
    """

    def __init__(  # noqa: PLR0913 - a run is one of each
        self,
        run: str,
        plan: Plan,
        state: Path,
        *,
        executor: Executor,
        journal: "Journal",
        observer: Observer,
        store: "ArtifactStore",
        masker: "Masker",
        results: Results,
        params: Mapping[str, Value],
        variables: Mapping[str, str],
        secrets: Mapping[str, str],
        overrides: Mapping[str, str],
        source: Path | None = None,
        keep: bool = False,
    ) -> None:
        self.run = run
        self.plan = plan
        self.state = state
        self.executor = executor
        self.journal = journal
        self.observer = observer
        self.store = store
        self.masker = masker
        self.results = results
        self.params = params
        self.variables = variables
        self.secrets = secrets
        self.overrides = overrides
        self.source = source
        self.keep = keep
        self.grace = GRACE
        self.running: set[Running] = set()
        self.tries: dict[tuple[str, str], int] = {}
        self.asked: set[str] = set()
        self.adopted: dict[str, Earlier] = {}
        self.outputs: set[StepLog] = set()
        self.unclosed: list[str] = []
        """Jobs whose executor could not take down what it had for them: that may still use their workspaces."""
        self.snapshot_lock = threading.Lock()
        self.remover = Remover()
        self.breakers = Breakers(on_change=self._note_breaker)
        self._unsent: dict[object, Change] = {}
        self._sending: asyncio.Task[None] | None = None
        self._hurried: list[asyncio.Future[Exit]] = []

    def _note_breaker(self, service: str, before: str, after: str) -> None:
        """Record that a service is left alone, or called again."""
        note = Note(self.run, f"breaker.{after}", service, {"before": before})
        self.write_soon(("breaker", service, after), note)

    def hurry(self) -> None:
        """Leave what is to be stopped, now or already, no more time."""
        self.grace = 0.0
        for running in tuple(self.running):
            self._hurried.append(asyncio.ensure_future(running.stop(0)))

    async def write(self, *changes: "Change") -> None:
        """Make changes durable, before them what was to be written at some time."""
        unsent, self._unsent = self._unsent, {}
        await self.journal.write(*unsent.values(), *changes)

    def begin_write(self, *changes: "Change") -> "asyncio.Future[None]":
        """Have changes written from now on; the result waits until they are durable, and raises what that raises."""
        unsent, self._unsent = self._unsent, {}
        return self.journal.begin(*unsent.values(), *changes)

    def write_soon(self, key: object, change: "Change") -> None:
        """Make a change durable with the next ones, or a moment later; `forget_soon` takes it back."""
        if not self._unsent:
            asyncio.get_running_loop().call_later(_SOON, self._send)
        self._unsent[key] = change

    def forget_soon(self, key: object) -> None:
        """Take back what says nothing any more."""
        self._unsent.pop(key, None)

    def _send(self) -> None:
        if self._unsent and self._sending is None:
            self._sending = asyncio.ensure_future(self._sent())

    async def _sent(self) -> None:
        with contextlib.suppress(RuntimeFault):  # who writes next meets the same fault, and tells it
            await self.write()
        self._sending = None

    def known(self) -> Known:
        """Return what expressions may ask for."""
        return Known(self.params, self.variables, self.results.known_jobs(), self.secrets, self.overrides)

    @property
    def directory(self) -> Path:
        """Where the run keeps its plan and its logs."""
        return self.state / "runs" / self.run

    def next_try(self, job: str, step: str) -> int:
        """Return the number of the next try of a step, counted over all attempts of its job, from 1."""
        number = self.tries.get((job, step), 0) + 1
        self.tries[job, step] = number
        return number
