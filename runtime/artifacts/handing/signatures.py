"""Addresses that expire: HMAC-SHA-256 over the path and the moment, with a key that never leaves the state directory.

The program that offers and the one that serves read the same file; nothing else is shared between them.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
import stat
import time
from pathlib import Path
from typing import Final

from ...errors import ArtifactError
from ..flushing import flush
from ..writers import prepare

_LENGTH: Final = 32
_NAME: Final = "handing.key"
_AHEAD: Final = 400 * 86400
"""No address is good for longer than this many seconds, whoever signed it."""


class Signer:
    """Signs and checks with one key. Values go in by kind, so that no signature is good for another kind."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def signature(self, kind: str, *parts: str) -> str:
        """Return the signature of a value, in hex digits; no part has a line break."""
        message = "\n".join(("pipec-handing-1", kind, *parts))
        return hmac.new(self._key, message.encode(), hashlib.sha256).hexdigest()

    def query(self, path: str, expires: float) -> str:
        """Return the query that makes a path good until `expires` (seconds since 1970)."""
        moment = str(int(expires))
        return f"expires={moment}&signature={self.signature('path', path, moment)}"

    def allows(self, path: str, expires: str, signature: str) -> bool:
        """Tell whether a path is signed and has not expired; every signature takes as long to compare."""
        expected = self.signature("path", path, expires)
        signed = hmac.compare_digest(expected.encode(), signature.encode())
        return signed and expires.isdecimal() and 0 < int(expires) - time.time() < _AHEAD


def signer(directory: Path) -> Signer:
    """Return the signer of a state directory; its key is made when there is none.

    ArtifactError when the key cannot be read or written, is damaged, or others may read it.
    """
    store = directory / "artifacts"
    path = store / _NAME
    try:
        prepare(store)
        if not path.exists():
            _make(path)
        return Signer(_read(path))
    except OSError as error:
        raise ArtifactError(f"the key {path} cannot be used: {error.strerror}") from error


def _make(path: Path) -> None:
    """Make a key; it appears whole, and of two programs at once the first one's counts."""
    temporary = path.with_name(f".{_NAME}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
            file.write(secrets.token_bytes(_LENGTH))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
    finally:
        temporary.unlink()
    flush([path.parent])


def _read(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
        key = file.read(_LENGTH + 1)
    if mode & 0o077:
        raise ArtifactError(
            f"others may read the key {path} (mode {mode:04o}), so anybody could sign addresses",
            "Delete it: the next use makes a new one, and addresses that were given out end.",
        )
    if len(key) != _LENGTH:
        raise ArtifactError(
            f"the key {path} is damaged", "Delete it: the next use makes a new one, and addresses given out end."
        )
    return key
