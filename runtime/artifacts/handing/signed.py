"""Handing by signed addresses of a `pipec artifact serve` that has the same state directory."""

import asyncio
import hmac
import secrets
import ssl
import time
from pathlib import Path
from typing import Final

from ...errors import ArtifactError
from .offers import Offer
from .paths import ALIVE, archive_path
from .shelf import EMPTY, Shelf
from .signatures import Signer, signer

_PATIENCE: Final = 10
_START: Final = "Start `pipec artifact serve` there, or correct `artifact_store` in `[targets.nomad]`."


class SignedHanding:
    """Signs addresses of one server, which is asked once whether it is up and has our key."""

    def __init__(self, url: str, directory: Path) -> None:
        """Hand out from the state directory `directory`; `url` is the server's, as nodes reach it."""
        self._url = url.rstrip("/")
        self._directory = directory
        self._shelf = Shelf(directory)
        self._signer: Signer | None = None
        self._asking = asyncio.Lock()

    async def offer(self, digest: str | None, expires: float) -> Offer:
        """Return a signed address; see `Handing`."""
        signed = await self._checked()
        archive = await asyncio.to_thread(self._shelf.take, digest, expires)
        path = archive_path(digest or EMPTY, archive.checksum)
        return Offer(f"{self._url}{path}?{signed.query(path, expires)}", f"sha256:{archive.checksum}")

    async def close(self) -> None:
        """There is nothing to give back."""

    async def _checked(self) -> Signer:
        async with self._asking:
            if self._signer is None:
                found = await asyncio.to_thread(signer, self._directory)
                await self._check(found)
                self._signer = found
            return self._signer

    async def _check(self, key: Signer) -> None:
        """Raise ArtifactError unless a server answers there that has this key."""
        nonce = secrets.token_hex(16)
        query = f"{key.query(ALIVE, time.time() + 60)}&nonce={nonce}"
        status, answer = await self._ask(f"{self._url}{ALIVE}?{query}")
        expected = key.signature("alive", nonce)
        if status == 200 and hmac.compare_digest(answer.strip(), expected.encode()):
            return
        if status in {200, 403}:
            raise ArtifactError(
                f"the server at {self._url} is another's: its key is not that of {self._directory}",
                f"Start it with `--state-dir {self._directory}`; nodes fetch what this pipec keeps.",
                failure_class="configuration",
            )
        raise ArtifactError(
            f"at {self._url} answers something else than `pipec artifact serve` (status {status})",
            _START,
            failure_class="configuration",
        )

    async def _ask(self, address: str) -> tuple[int, bytes]:
        import httpx

        try:
            async with httpx.AsyncClient(verify=_trust(), timeout=_PATIENCE, follow_redirects=False) as client:
                answer = await client.get(address)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unreachable(self._url, error) from None
        return answer.status_code, answer.content


def _trust() -> ssl.SSLContext:
    """Return what a node trusts too: the system's authorities, or those of SSL_CERT_FILE and SSL_CERT_DIR."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _unreachable(url: str, error: Exception) -> ArtifactError:
    """Return what an exception means to people; its own words may hold the signed address."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return ArtifactError(
            f"the server at {url} has a certificate that is not trusted",
            "Name the authority's file in SSL_CERT_FILE, here and on the nodes.",
            failure_class="configuration",
        )
    return ArtifactError(f"no server answers at {url} ({type(error).__name__})", _START, failure_class="dependency")
