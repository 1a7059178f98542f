"""Whom connections trust: the system's authorities, SSL_CERT_FILE, `--ca`, and the engines' `certs.d` folders."""

import os
import ssl
from collections.abc import Iterator
from pathlib import Path

from .faults import RegistryFault
from .settings import Settings


def context_for(host: str, settings: Settings) -> ssl.SSLContext:
    """Return the context of connections to `host` (with its port); RegistryFault for files that cannot be used."""
    import httpx

    if host in settings.insecure:
        made = httpx.create_ssl_context(verify=False)
    else:
        made = httpx.create_ssl_context()
        if not settings.environment.get("SSL_CERT_FILE"):
            made.load_default_certs()  # httpx alone knows the authorities of its own list, not those of this system
    if settings.authority:
        _trust(made, Path(settings.authority))
    for folder in _folders(host, settings):
        _use(made, folder)
    return made


def _folders(host: str, settings: Settings) -> Iterator[Path]:
    given = settings.environment
    home = Path(given.get("HOME") or "~").expanduser()
    config = Path(given.get("XDG_CONFIG_HOME") or home / ".config")
    for base in (Path("/etc/docker"), Path("/etc/containers"), config / "docker", config / "containers"):
        folder = base / "certs.d" / host
        if os.access(folder, os.R_OK | os.X_OK):
            yield folder


def _use(made: ssl.SSLContext, folder: Path) -> None:
    """Trust a folder's `*.crt`; be what its first `*.cert` says, with the `*.key` of the same name."""
    for authority in sorted(folder.glob("*.crt")):
        _trust(made, authority)
    for own in sorted(folder.glob("*.cert"))[:1]:
        try:
            made.load_cert_chain(own, own.with_suffix(".key"), password="")  # without one the terminal would be asked
        except (OSError, ssl.SSLError):
            raise RegistryFault(
                "setup", f"the certificate {own} and its key cannot be used", "they are PEM, and belong together"
            ) from None


def _trust(made: ssl.SSLContext, path: Path) -> None:
    try:
        made.load_verify_locations(cafile=path)
    except ssl.SSLError:
        raise RegistryFault("setup", f"{path} holds no certificates in PEM", "give a file of an authority") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RegistryFault("setup", f"the certificates {path} cannot be read: {reason}", "see the path") from None
