"""The executor `container`."""

import asyncio
import contextlib
from collections.abc import Collection
from pathlib import Path

from compiler.ir.job import Job
from compiler.ir.plan import Plan

from ...errors import ExecutorError
from ...records import Refusal
from ..base import JobOrder, JobSession, JobSpace
from .engine import Engine, connect
from .images import Images
from .labels import state_label
from .ownership import give_back, has_files_of_others
from .refusals import refusals_of
from .session import ContainerSession
from .sight import require_sight
from .sweeping import local_images, sweep_run


class ContainerExecutor:
    """Runs steps in containers of the engine that the environment names."""

    name = "container"

    def __init__(self, state_directory: Path) -> None:
        self._directory = state_directory
        self._state = state_label(state_directory)
        self._connected: Engine | None = None
        self._images: Images | None = None
        self._unclean: set[str] = set()

    @property
    def light(self) -> bool:
        """Whether `begin` starts nothing for a job without services."""
        return False

    def refusals(self, plan: Plan, jobs: Collection[Job]) -> tuple[Refusal, ...]:
        """Return what containers cannot keep."""
        del plan
        return tuple(refusal for job in jobs for refusal in refusals_of(job))

    async def open(self) -> None:
        """Find the engine, and make sure that it sees this machine's files."""
        if self._connected is not None:
            return
        engine = await asyncio.to_thread(connect)
        try:
            await require_sight(engine, self._directory, self._state)
        except BaseException:
            engine.close()
            raise
        self._connected, self._images = engine, Images(engine)

    async def begin(self, order: JobOrder) -> JobSession:
        """Start an attempt of a job."""
        session = _Tracked(self._engine, self._used_images, order, self._state, self._unclean)
        try:
            await session.open()
        except BaseException:
            await asyncio.shield(asyncio.ensure_future(session.close()))
            raise
        return session

    async def sweep(self, run: str, handles: Collection[str] = ()) -> tuple[str, ...]:
        """Remove containers, networks and volumes of a run of this state directory; labels find them, not handles."""
        del handles
        return await sweep_run(self._engine, self._state, run)

    async def reclaim(self, space: JobSpace) -> bool:
        """Make us the owner of what steps wrote in a space whose runtime is gone; tell whether that is so now."""
        if not await asyncio.to_thread(has_files_of_others, space.workspace, space.private):
            return True
        for part in space:
            part.mkdir(mode=0o700, exist_ok=True)  # one that was removed already cannot be mounted beside the other
        images = (*self._used_images.ids(), *await local_images(self._engine))
        return await give_back(self._engine, space, images, "", {"pipec.state": self._state})

    async def close(self) -> None:
        """Let the engine go, after a last look at what could not be removed."""
        engine, self._connected = self._connected, None
        if engine is None:
            return
        for run in self._unclean:
            with contextlib.suppress(ExecutorError):
                await sweep_run(engine, self._state, run)
        engine.close()

    @property
    def _engine(self) -> Engine:
        if self._connected is None:
            raise ExecutorError("the container engine is not open")
        return self._connected

    @property
    def _used_images(self) -> Images:
        if self._images is None:
            raise ExecutorError("the container engine is not open")
        return self._images


class _Tracked(ContainerSession):
    """A session that remembers the run when something of it could not be removed."""

    def __init__(self, engine: Engine, images: Images, order: JobOrder, state: str, unclean: set[str]) -> None:
        super().__init__(engine, images, order, state)
        self._run = order.run
        self._unclean = unclean

    async def close(self) -> None:
        await super().close()
        if self.left_over:
            self._unclean.add(self._run)
