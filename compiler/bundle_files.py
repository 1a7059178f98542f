"""What a bundle consists of: names, checksums, and files put on disk so that they survive a power cut."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

Files = Mapping[str, tuple[bytes, int]]
"""Relative paths with `/` to bytes and permission bits."""

MARKER: Final = ".pipec-bundle"
SUMS: Final = "SHA256SUMS"
MARKER_DATA: Final = (
    b"A bundle made by pipec, format 1. Compiling replaces this whole directory: keep nothing else in it.\n"
)
TEMPORARY: Final = ".pipec-tmp-"
LOCK: Final = ".pipec-lock"

_SUM_LINE: Final = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\\\ud800-\udfff]")


class BundleError(Exception):
    """The disk or what lies on it does not allow what was asked; the message says what to do."""


def sealed(files: Files) -> dict[str, tuple[bytes, int]]:
    """Return the files with the marker and the checksums of them all; a BundleError for a name that may not be."""
    for path in files:
        check_name(path)
        if path in {MARKER, SUMS} or path.startswith((TEMPORARY, LOCK)):
            raise BundleError(f"`{path}` is a name that bundles keep for themselves; give the file another one")
        for parent in folders_of(path):
            if parent in files:
                raise BundleError(f"`{parent}` cannot be a file and the folder of `{path}`; rename one")
    whole = {path: files[path] for path in sorted(files)} | {MARKER: (MARKER_DATA, 0o644)}
    return whole | {SUMS: (sums((path, data) for path, (data, _) in whole.items()), 0o644)}


def check_name(path: str) -> None:
    """Refuse a path that is not plain and relative, or that could leave its directory (a BundleError)."""
    if _UNSAFE.search(path) or any(part in {"", ".", ".."} for part in path.split("/")):
        raise BundleError(f"{path!r} is no path inside a bundle; use plain relative names")


def sums(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the checksums of files in the format of `sha256sum`, sorted by path."""
    return "".join(f"{sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files)).encode()


def parse_sums(data: bytes, name: str) -> list[tuple[str, str]]:
    """Return paths and hex digests in the order of the lines; a BundleError naming the file when it is damaged."""
    pairs = []
    for line in data.decode(errors="replace").splitlines():
        match = _SUM_LINE.fullmatch(line)
        if match is None:
            raise BundleError(f"`{name}` is damaged; compile again")
        check_name(match[2])
        pairs.append((match[2], match[1]))
    return pairs


def write_file(path: Path | str, data: bytes, mode: int, *, flushed: bool = True) -> None:
    """Make a new file; where `flushed`, its bytes are on the disk when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fchmod(handle, mode)
        if flushed:
            os.fsync(handle)
    finally:
        os.close(handle)


def flush(path: Path | str) -> None:
    """Flush a file, or the names in a directory, to disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def folders_of(path: str) -> Iterator[str]:
    """Yield the folders that a relative path stands in, the nearest first."""
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def read_file(root: Path, path: str) -> tuple[bytes, int]:
    """Return the bytes and permission bits of a regular file below the resolved directory `root`.

    An OSError when it cannot be read; a BundleError when a link or something else than a file stands there.
    """
    full = root / path
    if full.is_symlink() or not Path(os.path.realpath(full.parent)).is_relative_to(root):
        raise BundleError(f"`{full}` is a symbolic link, or leads out by way of one; replace it by what it leads to")
    return read_regular(full)


def read_regular(path: Path | str) -> tuple[bytes, int]:
    """Return the bytes and permission bits of a file that is neither a link nor anything else; errors as above."""
    import stat

    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise BundleError(f"`{path}` is not a regular file; remove it")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(), stat.S_IMODE(status.st_mode)
    finally:
        os.close(handle)
