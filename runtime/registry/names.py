"""Where an image is: which host's API is asked, for which repository, under whose name the login is kept."""

import ipaddress
from typing import Final, NamedTuple

HUB: Final = "docker.io"
_HUB_API: Final = "registry-1.docker.io"
_HUB_LOGIN: Final = "https://index.docker.io/v1/"
_LATEST: Final = "latest"
"""The tag that engines take where none is written."""


class ImageName(NamedTuple):
    """A fully qualified reference in parts: `host` with its port, the repository's `path`, the `tag`."""

    host: str
    path: str
    tag: str = _LATEST

    @classmethod
    def of(cls, reference: str) -> "ImageName":
        """Return the parts of a fully qualified reference, such as `docker.io/library/python:3.12`."""
        host, _, rest = reference.partition("/")
        path, _, tag = rest.partition(":")
        return cls(host, path, tag or _LATEST)

    @property
    def api(self) -> str:
        """The host that answers for the registry."""
        return api_host(self.host)

    @property
    def scope(self) -> str:
        """What a token for reading the repository is asked for."""
        return f"repository:{self.path}:pull"

    @property
    def shown(self) -> str:
        """The name without registry, with the tag."""
        return f"{self.path}:{self.tag}"


def api_host(host: str) -> str:
    """Return the host whose API is asked for images of `host`; Docker's hub has another one."""
    return _HUB_API if host == HUB else host


def login_keys(host: str, path: str) -> tuple[str, ...]:
    """Return the keys under which a login may be kept, the most exact first: Podman keeps some for namespaces."""
    parts = path.split("/")
    below = tuple("/".join((host, *parts[:count])) for count in range(len(parts), 0, -1))
    hub = (_HUB_LOGIN, "index.docker.io", _HUB_API) if host == HUB else ()
    return (*below, *hub, host)


def server_of(host: str) -> str:
    """Return how a credential helper calls the registry."""
    return _HUB_LOGIN if host == HUB else host


def is_loopback(host: str) -> bool:
    """Tell whether a host, with or without port, is this machine."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() and not host.endswith("]") else host
    name = name.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
