"""TLS of actions: whom they trust, who they are, and what is wrong with a certificate in plain words."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from . import arguments as read
from . import files
from .base import ActionFault

_LONGEST: Final = 1_048_576

_PLAIN: Final = {
    9: "the server's certificate is not valid yet",
    10: "the server's certificate has expired",
    18: "the server's certificate is signed by itself alone; name its authority in `tls: {ca: PATH}`",
    19: "the server's certificate comes from an authority that is not known here; name it in `tls: {ca: PATH}`",
    20: "the server's certificate comes from an authority that is not known here; name it in `tls: {ca: PATH}`",
    21: "the server does not send the certificate of its authority",
    23: "the server's certificate was revoked",
    62: "the server's certificate is for another host",
    64: "the server's certificate is for another address",
}
"""What OpenSSL's verification codes mean."""


def context(tls: Mapping[str, Any], workspace: Path) -> ssl.SSLContext:
    """Return the context of a connection; without `ca` what the system trusts is trusted."""
    import httpx

    if read.flag(tls, "insecure"):
        made = httpx.create_ssl_context(verify=False)
    else:
        made = httpx.create_ssl_context() if tls.get("ca") is None else _trusting(read.text(tls, "ca"), workspace)
    if tls.get("certificate") is not None:
        _identify(made, tls, workspace)
    return made


def _trusting(path: str, workspace: Path) -> ssl.SSLContext:
    content, _ = files.read(workspace, path, _LONGEST)
    try:
        return ssl.create_default_context(cadata=content.decode("ascii"))
    except (ssl.SSLError, ValueError):
        raise ActionFault(f"`{path}` holds no certificates in PEM", failure_class="configuration") from None


def _identify(made: ssl.SSLContext, tls: Mapping[str, Any], workspace: Path) -> None:
    certificate = workspace.resolve().joinpath(*files.resolve(workspace, read.text(tls, "certificate")))
    key = workspace.resolve().joinpath(*files.resolve(workspace, read.text(tls, "key", read.text(tls, "certificate"))))
    try:
        # Without a password OpenSSL would ask the terminal for one.
        made.load_cert_chain(certificate, key, password="")
    except (ssl.SSLError, OSError) as error:
        reason = "" if isinstance(error, ssl.SSLError) else f": {error.strerror}"
        message = f"the certificate and its key cannot be used{reason}"
        raise ActionFault(
            message, "they are PEM, belong together, and the key has no password", failure_class="configuration"
        ) from None


def explained(error: ssl.SSLError) -> str:
    """Return what is wrong in a TLS handshake."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _PLAIN.get(error.verify_code, error.verify_message or "the server's certificate is not valid")
    if error.reason in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}:
        return "the server does not speak TLS there"
    words = (error.reason or "").replace("_", " ").lower()
    return words or "the handshake failed"
