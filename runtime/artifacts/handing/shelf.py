"""The archives that nodes fetch, on the disk of this machine: made once, kept as long as an offer on them is good.

`archives/DIGEST.SHA256.tar.gz` is the archive of an artifact; both names are known before anybody asks for it. A file
is made rather than a stream for each node: the checksum must be known before the first node asks, packing anew for
each of many nodes costs far more than the room, a download can go on where it broke off, and another version of the
packing library, whose bytes are others, makes another file instead of a wrong one.

A file's time of modification is when its last offer expires. Until then the collector leaves it alone.
"""

import contextlib
import errno
import os
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from ...errors import ArtifactError
from ..flushing import flush
from ..locks import locked
from ..pressure import refuse_when_full
from ..store import ArtifactStore
from ..writers import prepare
from .packing import pack

EMPTY: Final = "0" * 64
"""Stands for the digest of an artifact that is absent."""

MARGIN: Final = 3600
"""Seconds that an archive outlives its last offer: a download that began in time goes on."""

_ABANDONED: Final = 86400
"""Seconds after which a file that was never finished is taken for one that a dead program left."""

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class Archive(NamedTuple):
    """An archive: its file, its SHA-256 in hex digits."""

    path: Path
    checksum: str


class Shelf:
    """The archives of a state directory; threads and processes may share it."""

    def __init__(self, directory: Path) -> None:
        """Use the state directory `directory`; nothing is made before an archive is."""
        self._store = ArtifactStore(directory)
        self.directory = self._store.directory / "archives"
        self._guard = threading.Lock()
        self._making: dict[str, threading.Lock] = {}

    def path(self, digest: str, checksum: str) -> Path:
        """Return where an archive is or would be."""
        return self.directory / f"{digest}.{checksum}.tar.gz"

    def take(self, digest: str | None, expires: float) -> Archive:
        """Return the archive of an artifact, which stays until `expires` (seconds since 1970) at the least.

        ArtifactError when the artifact is not whole, or there is no room. Waits for the disk: use a thread.
        """
        name = digest or EMPTY
        with self._guard:
            making = self._making.setdefault(name, threading.Lock())
        with making, self._telling():
            self._prepare()
            return self._found(name, expires) or self._made(name, expires)

    def _prepare(self) -> None:
        prepare(self._store.directory)
        if not self.directory.is_dir():
            self.directory.mkdir(mode=0o700, exist_ok=True)
            flush([self._store.directory])

    def _found(self, name: str, expires: float) -> Archive | None:
        with locked(self.directory / "lock", exclusive=True):
            path = next(iter(sorted(self.directory.glob(f"{name}.*.tar.gz"))), None)
            if path is None:
                return None
            _keep_until(path, expires)
        return Archive(path, path.name.split(".")[1])

    def _made(self, name: str, expires: float) -> Archive:
        refuse_when_full(self.directory)
        entries = () if name == EMPTY else self._store.entries(name)
        temporary = self.directory / f"new-{secrets.token_hex(8)}"
        try:
            checksum = pack(self._store.objects, entries, temporary)
            path = self.path(name, checksum)
            with locked(self.directory / "lock", exclusive=True):
                _keep_until(temporary, expires)
                temporary.rename(path)
        finally:
            temporary.unlink(missing_ok=True)
        flush([self.directory])
        return Archive(path, checksum)

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise ArtifactError(
                    f"there is no room left in {self.directory}",
                    "`pipec artifact gc` frees what nothing needs.",
                    failure_class="resource",
                ) from error
            raise ArtifactError(f"{self.directory} cannot be written: {error.strerror}") from error


def _keep_until(path: Path, expires: float) -> None:
    """Let an archive live until then; it may live longer already."""
    status = path.stat()
    is_new = path.name.startswith("new-")
    os.utime(path, (status.st_atime, expires if is_new else max(expires, status.st_mtime)))


def sweep_archives(store: Path, now: float | None = None) -> int:
    """Remove the archives of a store directory on which no offer is good any more; return how many.

    `now` is in seconds since 1970.
    """
    directory = store / "archives"
    if not directory.is_dir():
        return 0
    moment = time.time() if now is None else now
    count = 0
    with locked(directory / "lock", exclusive=True):
        for path in directory.iterdir():
            if path.name != "lock" and _modified(path, moment) + _patience(path.name) < moment:
                path.unlink(missing_ok=True)
                count += 1
    return count


def archives_size(store: Path) -> int:
    """Return the bytes of all archives of a store directory."""
    return sum(path.stat().st_size for path in (store / "archives").glob("*.tar.gz"))


def _modified(path: Path, otherwise: float) -> float:
    """Return when a file was modified; one that is just being made gets its name at any moment."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return otherwise


def _patience(name: str) -> int:
    return MARGIN if name.endswith(".tar.gz") else _ABANDONED
