"""A bundle read back and verified."""

import os
from hashlib import sha256
from pathlib import Path
from typing import Final

from .bundle_files import MARKER, SUMS, BundleError, parse_sums, read_file

_ATTEMPTS: Final = 20
"""How often a bundle may be replaced under a reader's hands before it gives up."""


def read_bundle(directory: str) -> dict[str, tuple[bytes, int]]:
    """Return the files of a bundle with their permission bits, sorted by path, without marker and checksums.

    A BundleError when there is none, or when it is torn: a file is missing or not what `SHA256SUMS` says. A bundle
    that is replaced while it is read is read again, so that the result is wholly the old or wholly the new one.
    """
    for _ in range(_ATTEMPTS - 1):
        before = _identity(directory)
        try:
            return _read(directory)
        except BundleError:
            if _identity(directory) == before:
                raise
    return _read(directory)


def _identity(directory: str) -> tuple[int, int, int] | None:
    """Return what changes when a bundle is replaced: the inode, which may be used again, and the time of a change."""
    try:
        status = Path(directory).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_ctime_ns


def _read(directory: str) -> dict[str, tuple[bytes, int]]:
    root = Path(os.path.realpath(directory))
    try:
        listed, _ = read_file(root, SUMS)
    except OSError as error:
        raise BundleError(f"`{directory}` is not a bundle: `{SUMS}`: {error.strerror}; compile it first") from None
    files: dict[str, tuple[bytes, int]] = {}
    for path, digest in sorted(parse_sums(listed, f"{directory}/{SUMS}")):
        files[path] = _verified(directory, root, path, digest)
    if files.pop(MARKER, None) is None:
        raise BundleError(f"`{directory}` is not a bundle: `{SUMS}` does not list `{MARKER}`; compile it again")
    return files


def _verified(directory: str, root: Path, path: str, digest: str) -> tuple[bytes, int]:
    try:
        data, mode = read_file(root, path)
    except OSError as error:
        raise BundleError(f"the bundle `{directory}` is torn: `{path}`: {error.strerror}; compile it again") from None
    if sha256(data).hexdigest() != digest:
        raise BundleError(f"the bundle `{directory}` is torn: `{path}` is not what `{SUMS}` says; compile it again")
    return data, mode
