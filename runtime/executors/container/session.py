"""One attempt of a job: its network, its services, its steps one after another."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, TypeVar

from compiler.ir.job import Service
from compiler.ir.values import Image

from ...errors import ExecutorError
from ..base import Command, JobOrder, Running, Sink
from ..images import runs_program
from .engine import Engine
from .failures import is_missing
from .images import Images, LocalImage
from .labels import owner
from .launch import Attached, ImageGone, launch
from .network import create_network, remove_network
from .ownership import give_back, has_files_of_others, open_one, open_to_all
from .probes import Place, is_ours
from .running import RunningContainer
from .settings import (
    PRIVATE,
    WORKSPACE,
    Spec,
    owns_what_it_writes,
    service_config,
    service_host,
    step_config,
    step_host,
)
from .sidecar import Chatter, Sidecar

Result = TypeVar("Result")


class ContainerSession:
    """The network, the services and the containers of an attempt, and what the steps see of its space."""

    def __init__(self, engine: Engine, images: Images, order: JobOrder, state: str) -> None:
        self._engine = engine
        self._images = images
        self._order = order
        self._owner = owner(state, order)
        self._network: str = order.job.network if order.job.network != "default" else "none"
        self._gateway = ""
        self._sidecars: list[Sidecar] = []
        self._running: list[RunningContainer] = []
        self._user: str | None = None
        self.left_over = False

    async def open(self) -> None:
        """Make the network, start the services, wait for their health."""
        job = self._order.job
        if job.network == "default" and (job.services or any(map(runs_program, job.steps))):
            self._network = self._owner.name("net")
            making = create_network(self._engine, self._network, self._owner.labels())
            self._gateway = await _whole(making, lambda _: remove_network(self._engine, self._network))
        if job.network != "default":
            return
        for service in job.services:
            image = await self._images.ensure(service.image, self._order.say)
            self._sidecars.append(await _whole(self._serve(service, image), _dropped))
        await asyncio.gather(*(sidecar.healthy(self._engine) for sidecar in self._sidecars))
        for sidecar in self._sidecars:
            self._order.say("system", f"service {sidecar.service.name} is up\n".encode())

    @property
    def variables(self) -> MappingProxyType[str, str]:
        """Where the services are. `PATH` is the image's."""
        found = {}
        for sidecar in self._sidecars:
            prefix = _prefix(sidecar.service)
            found[f"{prefix}_HOST"] = sidecar.service.name
            if sidecar.service.ports:
                found[f"{prefix}_PORT"] = str(sidecar.service.ports[0])
        return MappingProxyType(found)

    @property
    def addresses(self) -> MappingProxyType[str, str]:
        """Where the services are for the runtime itself, which their names say nothing to."""
        found = {}
        for sidecar in self._sidecars:
            if sidecar.place.address:
                found[f"{_prefix(sidecar.service)}_HOST"] = sidecar.place.address
        return MappingProxyType(found)

    def inside(self, path: Path) -> str:
        """Return how steps see a path of the space; a ValueError for one that they do not see."""
        space = self._order.space
        for outer, inner in ((space.workspace, WORKSPACE), (space.private, PRIVATE)):
            if path.is_relative_to(outer):
                return f"{inner}/{path.relative_to(outer)}".removesuffix("/.")
        raise ValueError(f"{path} is not in the job's space")

    async def start(self, command: Command, sink: Sink) -> Running:
        """Start a container for one try of a step."""
        if command.image is None:
            raise ExecutorError(f"step {command.step} has no image", failure_class="configuration")
        if not all(map(os.path.isdir, self._order.space)):
            raise ExecutorError("the job's directories are gone", "nobody may remove them while the run goes on")
        image = await self._images.ensure(command.image, sink)
        await self._let_in(image, command.directory)
        running = await _whole(self._step(command, image, sink), _closed)
        self._running = [each for each in self._running if not each.is_removed]
        self._running.append(running)
        return running

    async def reclaim(self) -> None:
        """Make the caller the owner of what the steps wrote, so that it can be read, kept and deleted."""
        space = self._order.space
        if await asyncio.to_thread(has_files_of_others, space.workspace, space.private):
            name = self._owner.name("owner")
            await give_back(self._engine, space, self._images.ids(), name, self._owner.labels())

    async def close(self) -> None:
        """End what still runs, take down services and network, give back the files."""
        everything = [*self._running, *(sidecar.running for sidecar in self._sidecars)]
        await asyncio.gather(*map(_closed, everything))
        for sidecar in self._sidecars:
            sidecar.chatter.finish()
        self.left_over = any(not each.is_removed for each in everything)
        with contextlib.suppress(ExecutorError):
            await self.reclaim()
        if self._network not in {"none", "host"}:
            try:
                await remove_network(self._engine, self._network)
            except ExecutorError:
                self.left_over = True

    async def _let_in(self, image: LocalImage, directory: str) -> None:
        """Open the space to the image's user where that is another one than we, or than wrote there before.

        Not even root passes over permissions in a step, so what an earlier step's user made is opened to it too.
        """
        space, before = self._order.space, self._user
        self._user = image.user
        if before not in {None, image.user}:
            await self.reclaim()
        elif owns_what_it_writes(self._engine.facts, image.user):
            return
        opened = (space.private,) if before == image.user else (space.private, space.workspace)
        await asyncio.to_thread(open_to_all, *opened)
        for part in reversed(PurePosixPath(directory).parents):
            if part.is_relative_to(WORKSPACE):
                open_one(space.workspace / part.relative_to(WORKSPACE))
        open_one(space.workspace / PurePosixPath(directory).relative_to(WORKSPACE))

    async def _step(self, command: Command, image: LocalImage, sink: Sink) -> RunningContainer:
        job, space = self._order.job, self._order.space
        config = step_config(command, image.id, self._owner.labels(step=command.step))
        host = step_host(job, space, self._engine.facts, self._network)
        spec = Spec(self._owner.name(command.step), config, host)
        attached = await self._launch(f"starting step {command.step}", spec, command.image, sink)
        return RunningContainer(self._engine, attached, sink, command.argv[0])

    async def _serve(self, service: Service, image: LocalImage) -> Sidecar:
        say = self._order.say
        environment = self._order.environment.get(service.name, {})
        config = service_config(image.id, environment, self._owner.labels(service=service.name))
        host = service_host(self._network)
        spec = Spec(self._owner.name("service", service.name), config, host, {self._network: [service.name]})
        attached = await self._launch(f"starting service {service.name}", spec, service.image, say)
        chatter = Chatter(service.name, say)
        running = RunningContainer(self._engine, attached, chatter, "/bin/sh")
        place = await self._place(attached.container)
        return Sidecar(service, running, place, chatter, frozenset(environment.values()))

    async def _launch(self, what: str, spec: Spec, image: Image | None, say: Sink) -> Attached:
        """Start a container; once more when its image was removed behind our back."""

        def work(client: Any) -> Attached | None:
            try:
                return launch(client, spec)
            except ImageGone:
                return None

        attached = await self._engine.call(what, work, "configuration")
        if attached is None and image is not None:
            self._images.forget(image)
            await self._images.ensure(image, say)
            attached = await self._engine.call(what, work, "configuration")
        if attached is None:
            raise ExecutorError(f"{what}: its image is gone")
        return attached

    async def _place(self, container: str) -> Place:
        def look(client: Any) -> str:
            try:
                networks = client.inspect_container(container)["NetworkSettings"]["Networks"]
            except Exception as error:
                if is_missing(error):
                    return ""
                raise
            return str((networks.get(self._network) or {}).get("IPAddress") or "")

        if not (self._gateway and is_ours(self._gateway)):
            return Place(container, "")
        return Place(container, await self._engine.call("looking at a service", look))


def _prefix(service: Service) -> str:
    return f"PIPEC_SERVICE_{service.name.replace('-', '_').upper()}"


async def _whole(work: Coroutine[Any, Any, Result], undo: Callable[[Result], Awaitable[None]]) -> Result:
    """Finish what was begun when the wait for it is cancelled, and undo it: a container is never started unseen."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with contextlib.suppress(Exception):
            await undo(await task)
        raise


async def _dropped(sidecar: Sidecar) -> None:
    await _closed(sidecar.running)


async def _closed(running: RunningContainer) -> None:
    """End a container at once, and wait until it is removed."""
    with contextlib.suppress(ExecutorError):
        await running.stop(0)
    await running.removed()
