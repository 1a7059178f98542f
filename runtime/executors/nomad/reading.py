"""What is read from a cluster while jobs run: allocations, and the files in them; many at once, over few connections.

Nomad takes a hundred connections of one client, and each followed log would be one. So nothing is followed: what has
grown is read, in turns.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import httpx

from .failures import NomadMissingError, answered, as_list, as_object, read_json, unanswered
from .settings import Settings, tls_context

_CONNECTIONS: Final = 12
_TIMEOUT: Final = 30.0
_ALIVE: Final = 'ClientStatus != "complete" and ClientStatus != "failed" and ClientStatus != "lost"'

_MISSING: Final = ("no such file or directory", "file does not exist", "unknown allocation")

Document = dict[str, Any]


class Entry(NamedTuple):
    """A file of an allocation. `mode` is as `ls` writes it, with `L` for a link."""

    name: str
    mode: str
    size: int

    @property
    def is_directory(self) -> bool:
        """Whether it is a directory."""
        return self.mode.startswith("d")

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return self.mode.startswith("L")

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file, whatever special bits it has."""
        return not set(self.mode[:-9]) & set("dLDpSc?")

    @property
    def is_executable(self) -> bool:
        """Whether its owner may execute it."""
        return self.mode[-7:-6] == "x"


class Reading:
    """Reads allocations. NomadGoneError when nobody answers, NomadMissingError when it is not there."""

    def __init__(self, settings: Settings) -> None:
        self._address = settings.address
        self._settings = settings
        # Who waits waits here: in the library's pool each that waits costs a look at every connection.
        self._turns = asyncio.Semaphore(_CONNECTIONS)
        context = tls_context(settings)
        self._client = httpx.AsyncClient(
            verify=True if context is None else context,
            timeout=httpx.Timeout(_TIMEOUT, pool=None),
            limits=httpx.Limits(max_connections=_CONNECTIONS),
            headers={"X-Nomad-Token": settings.token} if settings.token else {},
        )

    async def allocations_of(self, job: str, namespace: str) -> list[Document]:
        """Return the allocations of one job, the newest last."""
        return await self._allocations(f"/v1/job/{quote(job, safe='')}/allocations", namespace)

    async def alive(self, pipeline: str, namespace: str) -> list[Document]:
        """Return the allocations of a pipeline's jobs that have not ended, the newest last."""
        condition = f'JobID contains "{pipeline}_job_" and {_ALIVE}'
        return await self._allocations("/v1/allocations", namespace, filter=condition)

    async def jobs(self, prefix: str, namespace: str) -> list[Document]:
        """Return the jobs whose ids begin like this, without those that a dispatch made."""
        found = await self._json("/v1/jobs", namespace, prefix=prefix, filter='ParentID == ""')
        return as_list(found, "/v1/jobs", "ID", "Status")

    async def entries(self, allocation: str, path: str, namespace: str) -> list[Entry]:
        """Return what is in a directory of an allocation."""
        url = f"/v1/client/fs/ls/{allocation}"
        found = as_list(await self._json(url, namespace, path=path), url, "Name", "FileMode", "Size")
        return [Entry(item["Name"], item["FileMode"], int(item["Size"])) for item in found]

    async def stat(self, allocation: str, path: str, namespace: str) -> Entry:
        """Return what a path is; a link is followed."""
        url = f"/v1/client/fs/stat/{allocation}"
        item = as_object(await self._json(url, namespace, path=path), url, "Name", "FileMode", "Size")
        return Entry(item["Name"], item["FileMode"], int(item["Size"]))

    async def part(self, allocation: str, path: str, namespace: str, offset: int, limit: int) -> bytes:
        """Return up to `limit` bytes of a file from an offset on."""
        params = {"path": path, "offset": offset, "limit": limit}
        async with self._got(f"/v1/client/fs/readat/{allocation}", namespace, **params) as response:
            return await response.aread()

    async def text(self, allocation: str, path: str, namespace: str) -> str | None:
        """Return a small file, None when there is none.

        Whether it is there is asked first: Nomad 1.7 writes into a file's text that there is none.
        """
        try:
            await self.stat(allocation, path, namespace)
            async with self._got(f"/v1/client/fs/cat/{allocation}", namespace, path=path) as response:
                return (await response.aread()).decode(errors="surrogateescape")
        except NomadMissingError:
            return None

    async def chunks(self, allocation: str, path: str, namespace: str) -> AsyncIterator[bytes]:
        """Yield a file in pieces."""
        async with self._got(f"/v1/client/fs/cat/{allocation}", namespace, path=path) as response:
            async for chunk in response.aiter_bytes():
                yield chunk

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()

    async def _allocations(self, url: str, namespace: str, **params: object) -> list[Document]:
        found = as_list(await self._json(url, namespace, **params), url, "ID", "JobID", "ClientStatus", "CreateIndex")
        return sorted(found, key=lambda item: int(item["CreateIndex"]))

    async def _json(self, url: str, namespace: str, /, **params: object) -> object:
        async with self._got(url, namespace, **params) as response:
            return read_json((await response.aread()).decode(errors="replace"), f"{url} cannot be read")

    @asynccontextmanager
    async def _got(self, address: str, namespace: str, /, **params: object) -> AsyncIterator[httpx.Response]:
        settings = self._settings
        common = {"namespace": namespace or settings.namespace, "region": settings.region}
        query = {name: str(value) for name, value in (*common.items(), *params.items()) if value != ""}
        name = settings.server_name
        extensions = {"sni_hostname": name} if name else {}
        url = f"{self._address}{address}"
        try:
            async with self._turns, self._client.stream("GET", url, params=query, extensions=extensions) as response:
                if response.is_error:
                    text = (await response.aread()).decode(errors="replace")
                    raise _refused(response.status_code, text, address)
                yield response
        except httpx.HTTPError as error:
            raise unanswered(self._address, error) from error


def _refused(status: int, text: str, path: str) -> Exception:
    # A file that is not there is an answer 404 or, from older versions, 500 with the words of the system.
    if any(words in text.lower() for words in _MISSING):
        return NomadMissingError(f"{path}: {text[:200]}")
    return answered(status, text, f"{path} cannot be read")
