"""Where to post: what options say, else the CI that we run in, else the repository's remote."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from .addresses import check_address, check_repository, origin, shown, split
from .ci import Found, look_around
from .kinds import ForgeError, Kind, Where
from .registry import FORGES, SHARED, load_forge

_SSH: Final = re.compile(r"(?:[^@/\s]+@)?([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):(?!//)/?(.+)")


class Wanted(NamedTuple):
    """What options say; empty, or 0, where they do not."""

    kind: str = ""
    server: str = ""
    repository: str = ""
    number: int = 0


def find_place(wanted: Wanted, environment: Mapping[str, str], remote: str = "") -> Where:
    """Return the pull request to post on; a ForgeError says what is missing and how to give it.

    `remote` is the address of the git remote, empty where there is none.
    """
    around = look_around(environment)
    if wanted.server and around.server and not _same(wanted.server, around.server):
        around = Found()  # another forge than that of the CI: nothing it says is of use
    behind = Found() if around.server or wanted.server else _of_remote(remote)
    plain = environment.get("PIPEC_FORGE_PLAIN_HTTP", "") in {"1", "true", "yes"}
    server = check_address(wanted.server or around.server or behind.server or _no_server(), plain=plain)
    kind = _kind(wanted.kind or around.kind or SHARED.get(origin(server)[1], ""), server)
    nested = kind == "gitlab"
    repository = wanted.repository or around.repository or behind.repository or _no_repository(nested=nested)
    api = around.api if around.api and around.kind == kind else load_forge(kind).api(server)
    return Where(
        kind,
        server,
        check_address(api, plain=plain),
        check_repository(repository, nested=nested),
        wanted.number or around.number or _no_number(),
    )


def _same(address: str, other: str) -> bool:
    return origin(address) == origin(other)


def _kind(name: str, server: str) -> Kind:
    for kind in FORGES:
        if kind == name:
            return kind
    names = ", ".join(FORGES)
    if name:
        raise ForgeError(f"`{name}` is no forge that pipec can post to: it knows {names}")
    raise ForgeError(f"nothing says what kind of forge {shown(server)} is: give it with `--forge`, one of {names}")


def _of_remote(remote: str) -> Found:
    """Return the forge and the repository of a git remote: `https://…`, `ssh://…`, or `git@host:owner/name.git`."""
    if "://" not in remote:
        short = _SSH.fullmatch(remote.strip())
        return Found(server=f"https://{short[1]}", repository=short[2].removesuffix("/")) if short else Found()
    parts = split(remote.strip())
    if parts.scheme not in {"https", "http", "ssh"} or not parts.hostname:
        return Found()
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    path = parts.path.strip("/")
    if parts.scheme == "ssh":
        return Found(server=f"https://{host}", repository=path)
    port = f":{parts.port}" if parts.port else ""
    return Found(server=f"{parts.scheme}://{host}{port}", repository=path)


def _no_server() -> str:
    raise ForgeError(
        "nothing says which forge to post to: this is no CI that pipec knows, and the repository has no remote "
        "`origin`; give `--forge-url https://git.example.org`"
    )


def _no_repository(*, nested: bool) -> str:
    raise ForgeError(f"nothing says which repository it is: give `--repo {'GROUP/NAME' if nested else 'OWNER/NAME'}`")


def _no_number() -> int:
    raise ForgeError(
        "nothing says which pull request it is: this is no CI run of one; give its number with `--pull-request`"
    )
