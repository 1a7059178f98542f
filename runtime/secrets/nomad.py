"""Secrets in Nomad's variables, read through its HTTP API."""

import ssl
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from ..errors import SecretError
from ..resilience import Failure

TIMEOUT: Final = 10.0
LONGEST: Final = 1_048_576
"""How many bytes of an answer are read; Nomad's variables have 64 KiB at most."""

_OVERLOADED: Final = 429
_DOWN: Final = 500


class NomadRefused(Exception):  # noqa: N818 - says what happened; never leaves this package
    """Nomad answered with a status that is neither success nor "not there"."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Nomad:
    """One Nomad cluster, as the usual variables say: `NOMAD_ADDR`, `NOMAD_TOKEN`, `NOMAD_NAMESPACE`, `NOMAD_REGION`.

    Over TLS with `NOMAD_CACERT`, `NOMAD_CLIENT_CERT` and `NOMAD_CLIENT_KEY`; it is always verified.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.address = environment.get("NOMAD_ADDR", "").rstrip("/")
        if not self.address.startswith(("http://", "https://")):
            raise SecretError(
                "a secret comes from Nomad, and NOMAD_ADDR does not say where that is",
                "set NOMAD_ADDR to the address of its API, and NOMAD_TOKEN",
                failure_class="configuration",
            )

    @property
    def service(self) -> str:
        """The key of its circuit breaker."""
        return f"nomad {self.address}"

    async def read(self, path: str) -> dict[str, str] | None:
        """Return the items of a variable, None where there is none."""
        import asyncio

        import httpx

        headers = {"X-Nomad-Token": token} if (token := self._environment.get("NOMAD_TOKEN")) else {}
        async with (
            asyncio.timeout(TIMEOUT),
            httpx.AsyncClient(verify=self._tls(), timeout=TIMEOUT, follow_redirects=False) as client,
            client.stream("GET", self._url(path), params=self._query(), headers=headers) as response,
        ):
            if response.status_code == httpx.codes.NOT_FOUND:
                return None
            if response.status_code != httpx.codes.OK:
                raise NomadRefused(response.status_code)
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LONGEST:
                    raise ValueError("the answer is too long")
        return _items(bytes(body))

    def _url(self, path: str) -> str:
        return f"{self.address}/v1/var/{quote(path.strip('/'), safe='/')}"

    def _query(self) -> dict[str, str]:
        given = {"namespace": "NOMAD_NAMESPACE", "region": "NOMAD_REGION"}
        return {name: value for name, each in given.items() if (value := self._environment.get(each))}

    def _tls(self) -> ssl.SSLContext | bool:
        if not self.address.startswith("https:"):
            return False
        import httpx

        given = self._environment
        authority = given.get("NOMAD_CACERT")
        try:
            made = ssl.create_default_context(cafile=authority) if authority else httpx.create_ssl_context()
            if given.get("NOMAD_CLIENT_CERT"):
                made.load_cert_chain(given["NOMAD_CLIENT_CERT"], given.get("NOMAD_CLIENT_KEY"), password="")
        except (OSError, ssl.SSLError):
            raise SecretError(
                "the certificates for Nomad cannot be used",
                "see NOMAD_CACERT, NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY",
                failure_class="configuration",
            ) from None
        return made


def _items(body: bytes) -> dict[str, str]:
    import json

    answer: Any = json.loads(body)
    found = answer.get("Items") if isinstance(answer, dict) else None
    if not isinstance(found, dict):
        raise ValueError("the answer is no variable")  # noqa: TRY004 - of what came, not of ours
    return {name: value for name, value in found.items() if isinstance(value, str)}


def classify(error: Exception) -> Failure | None:
    """Return what kind of passing failure an exception is."""
    import httpx

    if isinstance(error, NomadRefused):
        if error.status == _OVERLOADED:
            return "rate-limited"
        return "service-down" if error.status >= _DOWN else None
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return "network-timeout"
    return "service-down" if isinstance(error, httpx.TransportError) and not is_tls(error) else None


def is_tls(error: BaseException) -> bool:
    """Tell whether a certificate is to blame."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    return cause is not None


def fault(error: Exception, address: str, path: str) -> SecretError:
    """Return what an exception means to people."""
    where = f"Nomad at {address}"
    if isinstance(error, NomadRefused) and error.status in {401, 403}:
        return SecretError(
            f"{where} refuses to read the variable `{path}`",
            "see that NOMAD_TOKEN is valid and its policy allows to read that path",
            failure_class="configuration",
        )
    if is_tls(error):
        return SecretError(
            f"{where} has a certificate that is not trusted",
            "name the authority's file in NOMAD_CACERT",
            failure_class="configuration",
        )
    if classify(error) is not None:
        return SecretError(
            f"{where} does not answer", "see whether it is up and has a leader", failure_class="dependency"
        )
    return SecretError(f"{where} cannot be asked for the variable `{path}`", "see NOMAD_ADDR and the path")
