"""Images: those that the engine has are used, the others are pulled, once however many jobs wait for one."""

import asyncio
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from compiler.ir.values import Image

from ...errors import ExecutorError
from ...resilience import Backoff
from ..base import Sink
from .engine import Engine
from .failures import explanation, is_gone, is_missing

if TYPE_CHECKING:
    from docker import APIClient

_TRIES = 3
_BACKOFF = Backoff(first_delay=1.0, factor=2.0, longest=32.0)
_TOLD_EVERY = 5.0
"""Seconds between two lines about a pull that goes on."""

_ABSENT = ("manifest unknown", "not found", "does not exist", "no such image", "name unknown", "no matching manifest")
_FORBIDDEN = ("unauthorized", "denied", "authentication required", "no basic auth")


class LocalImage(NamedTuple):
    """An image that the engine has: its id, and the user that it says."""

    id: str
    user: str


class PullFailed(Exception):  # noqa: N818 - says what happened
    """What an engine said about a pull that did not work."""


class Images:
    """The images of one run."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, LocalImage] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def ensure(self, image: Image, say: Sink) -> LocalImage:
        """Return the image, pulled when it is not there. `say` is told about a pull.

        An image that is there is not pulled again: by digest it is the same, and a tag is for the run what it was.
        """
        name = image.pinned
        async with self._locks.setdefault(name, asyncio.Lock()):
            found = self._known.get(name) or await self._inspect(name)
            if found is None:
                await self._pull(name, say)
                found = await self._inspect(name)
            if found is None:
                raise ExecutorError(f"image {name} was pulled and is not there")
            self._known[name] = found
            return found

    def forget(self, image: Image) -> None:
        """Ask the engine again, because somebody removed the image."""
        self._known.pop(image.pinned, None)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all images that were used."""
        return tuple(dict.fromkeys(image.id for image in self._known.values()))

    async def _inspect(self, name: str) -> LocalImage | None:
        def look(client: "APIClient") -> LocalImage | None:
            try:
                found = client.inspect_image(name)  # type: ignore[no-untyped-call]  # the stubs leave it out
            except Exception as error:
                if is_missing(error):
                    return None
                raise
            return LocalImage(found["Id"], (found.get("Config") or {}).get("User") or "")

        return await self._engine.call(f"looking for image {name}", look)

    async def _pull(self, name: str, say: Sink) -> None:
        """Pull, with tries. Other jobs' images are another matter: an answer of no registry is asked for in vain."""
        tell = _teller(say, asyncio.get_running_loop())
        for number in range(1, _TRIES + 1):
            started = time.monotonic()
            tell(f"pulling {name}")
            try:
                await self._engine.pull(lambda client: _pull_now(client, name, tell))
            except asyncio.CancelledError:
                tell.is_heard = False
                raise
            except Exception as error:
                problem = _fault(name, error, self._engine.address.url)
                if number == _TRIES or problem.failure_class == "configuration":
                    raise problem from error
                delay = _BACKOFF.delay(number)
                tell(f"pulling {name} failed: {explanation(error)}; trying again in {delay:.1f} s")
                await asyncio.sleep(delay)
            else:
                tell(f"pulled {name} in {time.monotonic() - started:.1f} s")
                return


class _teller:  # noqa: N801 - it is called as a function is
    """Says lines from any thread, while somebody waits for what they are about."""

    def __init__(self, say: Sink, loop: asyncio.AbstractEventLoop) -> None:
        self._say = say
        self._loop = loop
        self.is_heard = True

    def __call__(self, line: str) -> None:
        self._loop.call_soon_threadsafe(self._say, "system", f"{line}\n".encode())


def _pull_now(client: "APIClient", name: str, tell: _teller) -> None:
    layers: dict[str, bool] = {}
    told = time.monotonic()
    for event in _events(client, name):
        if not tell.is_heard:
            return
        if "error" in event:
            raise PullFailed(event["error"])
        if event.get("id") and "status" in event:
            layers[event["id"]] = event["status"] in {"Pull complete", "Already exists", "Download complete"}
        if time.monotonic() - told >= _TOLD_EVERY:
            told = time.monotonic()
            tell(f"pulling {name}: {sum(layers.values())} of {len(layers)} layers")


def _events(client: "APIClient", name: str) -> Iterator[dict[str, Any]]:
    tag = None if "@" in name or ":" in name.rpartition("/")[2] else "latest"
    yield from client.pull(name, tag=tag, stream=True, decode=True)


def _fault(name: str, error: Exception, address: str) -> ExecutorError:
    if is_gone(error):
        return ExecutorError(f"the container engine at {address} does not answer (pulling {name})")
    said = explanation(error)
    if any(word in said.lower() for word in _FORBIDDEN):
        advice = "see whether the name is right, and log in with `docker login` where the registry wants it"
        return ExecutorError(f"image {name} is not given to you: {said}", advice, failure_class="configuration")
    if is_missing(error) or any(word in said.lower() for word in _ABSENT):
        advice = "see whether name, tag and digest are right"
        return ExecutorError(f"there is no image {name}: {said}", advice, failure_class="configuration")
    return ExecutorError(
        f"image {name} could not be pulled in {_TRIES} tries: {said}",
        "see whether the registry can be reached from the engine",
        failure_class="dependency",
    )
