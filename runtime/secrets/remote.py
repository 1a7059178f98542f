"""Secrets that services keep: every path is asked for once, all at the same time, again when a service fails."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from ..errors import RuntimeFault
from ..resilience import Breakers, Failed, Failure, Try, attempt
from . import nomad, vault
from .lookup import Looked

Items = dict[str, str] | None

_PLACES = {"vault": "the Vault secret", "nomad": "the Nomad variable"}
_REMEDIES = {"vault": "vault kv patch", "nomad": "nomad var put"}


class Remotes:
    """What Vault and Nomad hold at the paths that were fetched. A service that nothing needs is not asked for."""

    def __init__(
        self,
        environment: Mapping[str, str],
        breakers: Breakers,
        tell: Callable[[str], None] | None,
        patience: float,
    ) -> None:
        self._environment = environment
        self._breakers = breakers
        self._tell = tell
        self._until = time.monotonic() + patience
        self._found: dict[tuple[str, str], Items] = {}

    async def fetch(self, paths: Iterable[tuple[str, str]]) -> None:
        """Ask for all paths (kind and path) at once; the first fault ends it, and what was still asked."""
        import asyncio

        with _single():
            async with asyncio.TaskGroup() as group:
                for kind, path in sorted(paths):
                    group.create_task(self._fetch(kind, path))

    def look(self, kind: str, path: str, key: str) -> Looked:
        """Look at an item of what was fetched."""
        items = self._found.get((kind, path))
        value = None if items is None else items.get(key)
        absent = " (there is none)" if items is None else ""
        return Looked(
            value,
            f"`{key}` of {_PLACES[kind]} `{path}`{absent}",
            f"add it: {_REMEDIES[kind]} {_command(kind, path)} {key}=…",
        )

    async def _fetch(self, kind: str, path: str) -> None:
        self._found[kind, path] = await (self._vault(path) if kind == "vault" else self._nomad(path))

    async def _vault(self, path: str) -> Items:
        import asyncio

        service = vault.Vault(self._environment)
        asked = self._try(service.service, vault.classify)
        try:
            return await attempt(lambda: asyncio.to_thread(service.read, path), asked)
        except RuntimeFault:
            raise
        except Exception as error:  # noqa: BLE001 - libraries raise many, all are told as one kind
            raise vault.fault(error, service.address, path) from None

    async def _nomad(self, path: str) -> Items:
        service = nomad.Nomad(self._environment)
        asked = self._try(service.service, nomad.classify)
        try:
            return await attempt(lambda: service.read(path), asked)
        except RuntimeFault:
            raise
        except Exception as error:  # noqa: BLE001 - libraries raise many, all are told as one kind
            raise nomad.fault(error, service.address, path) from None

    def _try(self, service: str, classify: Callable[[Exception], Failure | None]) -> Try:
        def told(failed: Failed) -> None:
            if self._tell is not None and failed.delay:
                self._tell(f"{service} does not answer; asked again in {failed.delay:.0f} s")

        return Try(service, classify, self._breakers, deadline=self._until, on_failure=told)


@contextmanager
def _single() -> Iterator[None]:
    """Of a group's errors raise the first alone: people mend one thing after another."""
    try:
        yield
    except* RuntimeFault as group:
        first: BaseException = group
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        raise first from None


def _command(kind: str, path: str) -> str:
    return path.replace("/data/", "/", 1) if kind == "vault" else path
