"""The connection to an engine: every call in a thread of a bounded pool, every error a fault."""

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ...errors import ExecutorError
from ...records import FailureClass
from ...resilience.breaker import Breaker, BreakerOpen
from .address import Address, find_address
from .failures import UNANSWERED, explanation, fault, is_gone, is_of_engine

if TYPE_CHECKING:
    from docker import APIClient

Answer = TypeVar("Answer")

_THREADS = 16
_PULLS = 4
_TIMEOUT = 60
"""Seconds until an engine that does not answer counts as gone."""
_THRESHOLD, _REST = 8, 10.0
"""An engine that did not answer so many calls in a row is left alone for so many seconds."""


class Facts(NamedTuple):
    """What an engine says of itself. `rootless`: its root is the user that runs it; `remapped`: its root is nobody."""

    cpus: int = 1
    rootless: bool = False
    remapped: bool = False
    is_podman: bool = False


class Engine:
    """An engine that answered. Methods that wait belong to the event loop, `client` to the threads of the pool."""

    def __init__(self, address: Address, client: "APIClient", facts: Facts) -> None:
        self.address = address
        self.client = client
        self.facts = facts
        self._breaker = Breaker(f"the container engine at {address.url}")
        self._pool = ThreadPoolExecutor(_THREADS, "pipec-engine")
        self._pulls = ThreadPoolExecutor(_PULLS, "pipec-pull")

    async def call(
        self,
        what: str,
        work: Callable[["APIClient"], Answer],
        otherwise: FailureClass = "infrastructure",
        *,
        guarded: bool = True,
    ) -> Answer:
        """Return what `work` returns in a thread; `what` says in a few words what it is, for the fault.

        `guarded` calls are refused for a while when the engine is gone; what cleans up is not. Who cancels the wait
        does not stop the work.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._pool, functools.partial(self.do, what, work, otherwise, guarded=guarded)
        )

    async def pull(self, work: Callable[["APIClient"], Answer]) -> Answer:
        """Return what `work`, a pull, returns in a thread of its own kind: pulls are long, and hold up nothing else."""
        return await asyncio.get_running_loop().run_in_executor(self._pulls, work, self.client)

    def do(
        self,
        what: str,
        work: Callable[["APIClient"], Answer],
        otherwise: FailureClass = "infrastructure",
        *,
        guarded: bool = True,
    ) -> Answer:
        """Do the same as `call`, in the caller's thread."""
        ticket = self._enter() if guarded else None
        try:
            answer = work(self.client)
        except Exception as error:
            if ticket is not None and is_gone(error):
                self._breaker.failed(ticket, _THRESHOLD, _REST)
            elif ticket is not None:
                self._breaker.worked(ticket)
            if not is_of_engine(error):
                raise
            raise fault(error, self.address.url, what, otherwise) from error
        if ticket is not None:
            self._breaker.worked(ticket)
        return answer

    def _enter(self) -> int:
        try:
            return self._breaker.enter()
        except BreakerOpen as error:
            raise ExecutorError(str(error), UNANSWERED) from error

    def close(self) -> None:
        """Let the engine go; calls that still run end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pulls.shutdown(wait=False, cancel_futures=True)
        self.client.close()


def connect() -> Engine:
    """Return the engine that the environment names; blocks. ExecutorError when none answers."""
    from docker import APIClient
    from docker.errors import APIError

    address = find_address()
    try:
        _knock(address)
        client = APIClient(address.url, "auto", _TIMEOUT, address.tls or False, max_pool_size=64)
        try:
            return Engine(address, client, _facts(client.info(), client.version()))
        except BaseException:
            client.close()
            raise
    except Exception as error:
        if is_gone(error) or isinstance(error, APIError) or not is_of_engine(error):
            raise fault(error, address.url, "first question") from error
        raise _stranger(address, error) from error


def _stranger(address: Address, error: Exception) -> ExecutorError:
    """Return the fault for an address that the SDK cannot use, or where something else answers."""
    from docker.errors import DockerException

    cause = error.__cause__ or error.__context__
    if isinstance(error, DockerException) and isinstance(cause, Exception) and is_gone(cause):
        return fault(cause, address.url, "first question")
    what = f"what answers at {address.url} is no container engine, or one that is not understood: {explanation(error)}"
    return ExecutorError(what, "see DOCKER_HOST", failure_class="configuration")


def _knock(address: Address) -> None:
    """See whether somebody listens: the SDK leaves a connection open that fails."""
    import socket

    if not address.is_local:
        return
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_TIMEOUT)
        probe.connect(address.url.partition("://")[2])


def _facts(info: dict[str, Any], version: dict[str, Any]) -> Facts:
    security = info.get("SecurityOptions") or []
    words = {part for option in security for part in str(option).split(",")}
    rootless = "name=rootless" in words or bool(info.get("Rootless"))
    is_podman = any("podman" in str(each.get("Name")).lower() for each in version.get("Components") or ())
    return Facts(int(info.get("NCPU") or 1), rootless, "name=userns" in words, is_podman)
