"""Image references: their grammar and their fully qualified form.

The grammar is that of the OCI distribution specification and of Docker's reference format: an optional registry
(its first part holds a `.` or a `:`, or is `localhost`), a lower-case path, an optional tag, an optional digest.
"""

import re
from typing import NamedTuple

_COMPONENT = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
_REFERENCE = re.compile(
    rf"(?:(?P<host>{_HOST}|\[[0-9a-fA-F:]+\])(?P<port>:\d+)?/)?"
    rf"(?P<path>{_COMPONENT}(?:/{_COMPONENT})*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?"
    r"(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)


class Reference(NamedTuple):
    """A parsed reference: `name` is fully qualified (`docker.io/library/python`), tag and digest may be empty."""

    name: str
    tag: str
    digest: str

    @property
    def tagged(self) -> str:
        """The name with its tag: the key of the lock."""
        return f"{self.name}:{self.tag}" if self.tag else self.name


def parse_reference(text: str) -> Reference | None:
    """Parse an image reference; None when it is malformed."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return None
    host, path = match["host"] or "", match["path"]
    if host and not (match["port"] or "." in host or host == "localhost" or host.startswith("[")):
        if host.lower() != host:
            return None
        host, path = "", f"{host}/{path}"
    return Reference(_qualified(host, match["port"] or "", path), match["tag"] or "", match["digest"] or "")


def _qualified(host: str, port: str, path: str) -> str:
    if host in {"", "docker.io", "index.docker.io"} and not port:
        return f"docker.io/{path}" if "/" in path else f"docker.io/library/{path}"
    return f"{host}{port}/{path}"
