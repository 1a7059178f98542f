"""Addresses of forges: which are safe to send a token to, and how they are shown."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from .kinds import ForgeError

_PORTS: Final = {"https": 443, "http": 80}
_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?|[A-Za-z0-9_.-]*[A-Za-z0-9_-]")


def split(address: str) -> SplitResult:
    """Return the parts of an address; a ForgeError where it is none."""
    try:
        found = urlsplit(address)
        found.port  # noqa: B018 - raises where it is no number
    except ValueError:
        raise ForgeError(f"`{shown(address)}` is no address: write `https://git.example.org`") from None
    return found


def origin(address: str) -> tuple[str, str, int]:
    """Return the scheme, host and port of an address."""
    parts = split(address)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)


def shown(address: str) -> str:
    """Return an address without user, password and query."""
    without = re.sub(r"^([a-z+]+://)[^/?#]*@", r"\1", address, flags=re.IGNORECASE)
    return re.split(r"[?#]", without, maxsplit=1)[0]


def check_address(address: str, *, plain: bool) -> str:
    """Return the address of a forge without a slash at its end; a ForgeError where no token should be sent to it."""
    parts = split(address)
    if parts.scheme not in _PORTS or not parts.hostname or parts.query or parts.fragment:
        raise ForgeError(f"`{shown(address)}` is no address of a forge: write `https://git.example.org`")
    if "@" in parts.netloc:
        raise ForgeError(f"`{shown(address)}` has a user in it; the token belongs into PIPEC_FORGE_TOKEN")
    if parts.scheme == "http" and not plain and not _loopback(parts.hostname):
        raise ForgeError(
            f"`{shown(address)}` is not encrypted, and the token would be readable on the way; use https, or set "
            "PIPEC_FORGE_PLAIN_HTTP=1 where the network itself is trusted"
        )
    return address.rstrip("/")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def check_repository(repository: str, *, nested: bool) -> str:
    """Return `owner/name`; a ForgeError where it is something else. `nested` allows groups before."""
    names = repository.strip("/").removesuffix(".git").split("/")
    right = len(names) >= 2 if nested else len(names) == 2
    if not right or not all(_NAME.fullmatch(name) and name not in {".", ".."} for name in names):
        form = "GROUP/NAME" if nested else "OWNER/NAME"
        raise ForgeError(f"`{repository}` is no repository: give it with `--repo {form}`")
    return "/".join(names)
