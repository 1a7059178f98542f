"""Where the cluster is and how it is spoken to: the variables of Nomad's own command line."""

import ssl
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from ...errors import ExecutorError

DEFAULT_ADDRESS: Final = "http://127.0.0.1:4646"
_FALSE: Final = frozenset({"", "0", "f", "false", "no"})


class Settings(NamedTuple):
    """Nomad's variables; an empty text is one that is not set. The token is in no message."""

    address: str
    token: str = ""
    namespace: str = ""
    region: str = ""
    ca_file: str = ""
    ca_path: str = ""
    certificate: str = ""
    key: str = ""
    server_name: str = ""
    verifies: bool = True

    def __repr__(self) -> str:
        return f"Settings({self.address!r}, namespace={self.namespace!r}, region={self.region!r})"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings; ExecutorError for those that cannot be meant."""
    address = environment.get("NOMAD_ADDR", "").rstrip("/") or DEFAULT_ADDRESS
    certificate, key = environment.get("NOMAD_CLIENT_CERT", ""), environment.get("NOMAD_CLIENT_KEY", "")
    _refuse_address(address)
    if bool(certificate) != bool(key):
        raise ExecutorError(
            "only one of NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY is set",
            "set both, or neither",
            failure_class="configuration",
        )
    return Settings(
        address,
        environment.get("NOMAD_TOKEN", ""),
        environment.get("NOMAD_NAMESPACE", ""),
        environment.get("NOMAD_REGION", ""),
        environment.get("NOMAD_CACERT", ""),
        environment.get("NOMAD_CAPATH", ""),
        certificate,
        key,
        environment.get("NOMAD_TLS_SERVER_NAME", ""),
        environment.get("NOMAD_SKIP_VERIFY", "").lower() in _FALSE,
    )


def _refuse_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and "@" not in address
    except ValueError:
        is_one = False
    if not is_one:
        raise ExecutorError(
            f"NOMAD_ADDR is `{address.rpartition('@')[2]}`, which is no address",
            "write it as `https://HOST:4646`, without a name and a password",
            failure_class="configuration",
        )


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """Return how the server is verified, and how it knows us; None without TLS."""
    if not settings.address.startswith("https://"):
        return None
    try:
        context = ssl.create_default_context(cafile=settings.ca_file or None, capath=settings.ca_path or None)
        if settings.certificate:
            context.load_cert_chain(settings.certificate, settings.key)
    except OSError as error:
        raise ExecutorError(
            f"the certificates for Nomad cannot be read: {error.strerror or error}",
            "see NOMAD_CACERT, NOMAD_CAPATH, NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY",
            failure_class="configuration",
        ) from error
    if not settings.verifies:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
