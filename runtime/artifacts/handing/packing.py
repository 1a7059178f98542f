"""Artifacts as archives that a node can unpack: go-getter, which Nomad fetches with, makes plain files alone.

It makes an empty file of a symbolic link, and refuses an archive without any file. So links travel as text in
`.pipec-links`, two lines for each: its path, then its target. Whoever takes the tree makes the links of it and removes
it. An archive of nothing holds that file alone, empty. All else stands in the archive as it does in the artifact.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ...errors import ArtifactError
from ..archives import write_archive
from ..manifest import Entry
from ..objects import PIECE, Objects

LINKS: Final = ".pipec-links"
"""The file of an archive that says its links: `PATH LF TARGET LF` for each, in the order of paths."""


def pack(objects: Objects, entries: Sequence[Entry], path: Path) -> str:
    """Write the archive of an artifact; return its SHA-256 (64 hex digits).

    ArtifactError when the artifact has a file of that reserved name, or is not whole.
    """
    if any(entry.path == LINKS or entry.path.startswith(f"{LINKS}/") for entry in entries):
        raise ArtifactError(
            f"an artifact that holds `{LINKS}` cannot be handed to a node: pipec uses that name itself",
            "Let the job keep it under another name.",
            failure_class="configuration",
        )
    links = "".join(f"{entry.path}\n{entry.link}\n" for entry in entries if entry.link)
    files = [entry for entry in entries if not entry.link]
    beside = {LINKS: links.encode()} if links or not files else {}
    write_archive(objects, files, path, "gzip", beside)
    return checksum_of(path)


def checksum_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex digits."""
    hasher = hashlib.sha256()
    buffer = memoryview(bytearray(PIECE))
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        while count := os.readv(descriptor, [buffer]):
            hasher.update(buffer[:count])
    finally:
        os.close(descriptor)
    return hasher.hexdigest()
