"""Why a registry did not tell a digest."""

import os
import ssl
from collections.abc import Iterator
from typing import Literal

from ..errors import RuntimeFault

Reason = Literal["missing", "refused", "unreachable", "false", "setup"]
"""There is no such image; nobody may read it so; nobody answers; what is answered cannot be true; our side is wrong."""

_UNTRUSTED = frozenset({18, 19, 20, 21})
"""OpenSSL's codes for an authority that is not known."""


class RegistryFault(RuntimeFault):
    """A registry did not tell what was asked. `known` are names of which one may have been meant; never a secret."""

    def __init__(self, reason: Reason, message: str, help: str = "", *, known: tuple[str, ...] = ()) -> None:
        super().__init__(
            message, help, failure_class="dependency" if reason in {"unreachable", "false"} else "configuration"
        )
        self.reason = reason
        self.known = known


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it came from."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        inner = cause.exceptions[0] if isinstance(cause, BaseExceptionGroup) else None  # one for each address
        cause = inner or cause.__cause__ or cause.__context__


def tls_fault(host: str, error: BaseException) -> RegistryFault | None:
    """Return the fault of a TLS handshake; None where TLS is not to blame."""
    found = next((each for each in causes(error) if isinstance(each, ssl.SSLError)), None)
    if found is None:
        return None
    if isinstance(found, ssl.SSLCertVerificationError):
        if found.verify_code in _UNTRUSTED:
            return RegistryFault(
                "unreachable",
                f"the certificate of {host} comes from an authority that is not known here",
                "name the authority's certificate with `--ca FILE`, or in SSL_CERT_FILE",
            )
        reason = found.verify_message or "it is not valid"
        return RegistryFault("unreachable", f"the certificate of {host} is refused: {reason}", "see its certificate")
    if found.reason in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}:
        return RegistryFault(
            "unreachable",
            f"{host} does not speak TLS",
            f"if it is meant to be asked without, say `--insecure {host}`",
        )
    words = (found.reason or "the handshake failed").replace("_", " ").lower()
    return RegistryFault("unreachable", f"no safe connection to {host}: {words}", "see its certificate and protocol")


def plain_reason(error: BaseException) -> str:
    """Return why a connection failed, in the system's words."""
    for cause in causes(error):
        if isinstance(cause, OSError) and cause.errno:
            text = os.strerror(cause.errno) if cause.errno > 0 else cause.strerror or ""  # below 0 are those of names
            return text.lower()
    name = type(error).__name__
    return {"ConnectTimeout": "no answer in time", "ReadTimeout": "no answer in time"}.get(name) or str(error) or name
