"""Secrets in HashiCorp Vault: key-value engines of version 1 and 2, with a token or an AppRole."""

from collections.abc import Mapping
from typing import Any, Final

from ..errors import SecretError
from ..resilience import Failure

TIMEOUT: Final = 10
"""Seconds for one request."""


class Vault:
    """One Vault server, as the usual variables say: `VAULT_ADDR`, and `VAULT_TOKEN` or `VAULT_ROLE_ID` and
    `VAULT_SECRET_ID`; also `VAULT_NAMESPACE` and `VAULT_CACERT`. TLS is always verified.
    """  # noqa: D205 - the variables belong together

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.address = environment.get("VAULT_ADDR", "").rstrip("/")
        if not self.address:
            raise SecretError(
                "a secret comes from Vault, and VAULT_ADDR is not set",
                "set VAULT_ADDR, and VAULT_TOKEN or VAULT_ROLE_ID with VAULT_SECRET_ID",
                failure_class="configuration",
            )
        if not environment.get("VAULT_TOKEN") and not environment.get("VAULT_ROLE_ID"):
            raise SecretError(
                f"a secret comes from Vault at {self.address}, and there is nothing to log in with",
                "set VAULT_TOKEN, or VAULT_ROLE_ID with VAULT_SECRET_ID",
                failure_class="configuration",
            )

    @property
    def service(self) -> str:
        """The key of its circuit breaker."""
        return f"vault {self.address}"

    def read(self, path: str) -> dict[str, str] | None:
        """Return the items at a path that are text, None where there is nothing. Waits; for a thread.

        A path with `/data/` in it is one of version 2, as Vault's API has it: `secret/data/shop`.
        """
        client = self._client()
        try:
            found = client.read(path.strip("/"))
        finally:
            client.adapter.close()
        if found is None:
            return None
        if not isinstance(found, dict) or not isinstance(found.get("data"), dict):
            raise ValueError("the answer is no secret")  # noqa: TRY004 - of what came, not of ours
        data = found["data"].get("data") if "/data/" in path else found["data"]
        return items(data) if isinstance(data, dict) else None

    def _client(self) -> Any:
        import hvac

        given = self._environment
        client = hvac.Client(
            url=self.address,
            token=given.get("VAULT_TOKEN") or "",
            namespace=given.get("VAULT_NAMESPACE") or None,
            verify=given.get("VAULT_CACERT") or True,
            timeout=TIMEOUT,
            allow_redirects=False,  # they would take the token along
            strict_http=True,
        )
        if not given.get("VAULT_TOKEN"):
            client.auth.approle.login(given["VAULT_ROLE_ID"], given.get("VAULT_SECRET_ID") or None)
        return client


def items(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the items of a secret as text; numbers and booleans as JSON writes them, nothing else."""
    import json

    plain = {name: value for name, value in data.items() if isinstance(value, str | int | float)}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in plain.items()}


def classify(error: Exception) -> Failure | None:
    """Return what kind of passing failure an exception of hvac or requests is."""
    import requests
    from hvac import exceptions

    if isinstance(error, requests.exceptions.SSLError):
        return None
    if isinstance(error, requests.exceptions.Timeout):
        return "network-timeout"
    if isinstance(error, exceptions.RateLimitExceeded):
        return "rate-limited"
    down = (exceptions.VaultDown, exceptions.BadGateway, exceptions.InternalServerError, exceptions.VaultNotInitialized)
    return "service-down" if isinstance(error, (requests.exceptions.ConnectionError, *down)) else None


def fault(error: Exception, address: str, path: str) -> SecretError:
    """Return what an exception means to people; Vault's own words are left out, for they may tell too much."""
    import requests
    from hvac import exceptions

    where = f"Vault at {address}"
    if isinstance(error, exceptions.Forbidden | exceptions.Unauthorized | exceptions.InvalidRequest):
        return SecretError(
            f"{where} refuses to read `{path}`",
            "see that the token or AppRole is valid and its policy allows to read that path",
            failure_class="configuration",
        )
    if isinstance(error, requests.exceptions.SSLError):
        return SecretError(
            f"{where} has a certificate that is not trusted",
            "name the authority's file in VAULT_CACERT",
            failure_class="configuration",
        )
    if classify(error) is not None:
        return SecretError(f"{where} does not answer", "see whether it is up and unsealed", failure_class="dependency")
    return SecretError(f"{where} cannot be asked for `{path}`", "see VAULT_ADDR and the path")
