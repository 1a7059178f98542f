"""A folder of small files that several processes share: written whole or not at all, verified when they are read.

Nothing that goes wrong here is an error of whoever asks: what cannot be read is not there, what cannot be written is
not kept.
"""

# ruff: noqa: PTH103, PTH105, PTH108, PTH118, PTH120, PTH123 - pathlib costs 2 ms at start-up

import os
import stat
from contextlib import suppress
from hashlib import sha256
from typing import Final

_MARK: Final = b"pipec cache 1\n"
_DIGEST: Final = 64
_TAG: Final = b"Signature: 8a477f597d28d172789f06886806bc55\n# Kept by pipec; may be removed at any time. https://bford.info/cachedir/\n"
MOST_BYTES: Final = 64 * 1024 * 1024
"""So much is kept; what was not asked for longest goes first."""

MOST_ENTRY: Final = 8 * 1024 * 1024
_ROUND: Final = 32
"""Among so many additions one looks whether there is too much."""


class CacheFolder:
    """Entries by a hexadecimal digest. `path` is made when something is kept; only its owner may read it."""

    def __init__(self, path: str, most_bytes: int = MOST_BYTES) -> None:
        self.path = path
        self._most = most_bytes
        self._usable: bool | None = None

    def read(self, key: str) -> bytes | None:
        """Return an entry's bytes; None where there is none, or it is not what was written."""
        path = self._place(key)
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None
        with suppress(OSError), open(handle, "rb", buffering=0) as file:
            about = os.fstat(handle)
            if about.st_uid != os.geteuid() or not stat.S_ISREG(about.st_mode) or about.st_size > 2 * MOST_ENTRY:
                return None
            data = opened(key, file.readall())
            if data is not None:
                os.utime(handle)
            return data
        return None

    def write(self, key: str, data: bytes) -> None:
        """Keep an entry, in place of what was there."""
        if len(data) > MOST_ENTRY or not self._is_usable():
            return
        path = self._place(key)
        staged = f"{path}.{os.getpid()}.{os.urandom(4).hex()}.new"
        with suppress(OSError):
            try:
                os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
                with open(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
                    file.write(sealed(key, data))
                os.replace(staged, path)
            except OSError:
                with suppress(OSError):
                    os.unlink(staged)
                raise
        if os.urandom(1)[0] % _ROUND == 0:
            self.evict()

    def evict(self) -> None:
        """Remove what was not asked for longest until two thirds of the room are free of worry."""
        from .eviction import evict

        evict(self.path, self._most)

    def _is_usable(self) -> bool:
        """Tell whether the folder is ours alone; it is made where there is none."""
        if self._usable is None:
            self._usable = False
            with suppress(OSError):
                os.makedirs(self.path, 0o700, exist_ok=True)
                about = os.lstat(self.path)
                shared = about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
                self._usable = stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid() and not shared
                tag = os.path.join(self.path, "CACHEDIR.TAG")
                if self._usable and not os.path.lexists(tag):
                    with open(tag, "xb") as file:
                        file.write(_TAG)
        return self._usable

    def _place(self, key: str) -> str:
        return os.path.join(self.path, key[:2], key[2:])


def sealed(key: str, data: bytes) -> bytes:
    """Return what is written of an entry: a mark, the digest of key and bytes, the bytes."""
    return _MARK + _digest(key, data) + b"\n" + data


def opened(key: str, data: bytes) -> bytes | None:
    """Return the bytes of what was written under a key; None where any bit of it is another one."""
    start = len(_MARK) + _DIGEST + 1
    if not data.startswith(_MARK) or data[start - 1 : start] != b"\n":
        return None
    return data[start:] if data[len(_MARK) : start - 1] == _digest(key, data[start:]) else None


def _digest(key: str, data: bytes) -> bytes:
    return sha256(key.encode() + b"\0" + data).hexdigest().encode()
