"""The paths that `pipec artifact serve` answers, below its prefix; there are no others."""

import re
from typing import Final

ALIVE: Final = "/alive"
"""Proves that a server has our key; wants a signature and `nonce`."""

_ARCHIVE: Final = re.compile(r"/archives/([0-9a-f]{64})/([0-9a-f]{64})\.tar\.gz", re.ASCII)


def archive_path(digest: str, checksum: str) -> str:
    """Return the path of an archive: the artifact's digest, the archive's SHA-256."""
    return f"/archives/{digest}/{checksum}.tar.gz"


def parse_archive(path: str) -> tuple[str, str] | None:
    """Return digest and SHA-256 of an archive's path, None for any other path."""
    found = _ARCHIVE.fullmatch(path)
    return (found[1], found[2]) if found else None
