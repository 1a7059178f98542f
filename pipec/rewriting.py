"""A file's text replaced, whole or not at all: what a full disk or a kill leaves is the old file or the new one."""

# ruff: noqa: PTH105, PTH108, PTH118, PTH119, PTH120, PTH123 - pathlib costs 2 ms at start-up

import os
import stat
from contextlib import suppress

_MARK = b"\xef\xbb\xbf"
"""A byte order mark: it is no part of the text, and stays."""


class ChangedMeanwhileError(Exception):
    """The file is no longer what was read."""


def rewrite(path: str, before: str, after: str) -> None:
    """Replace the text `before` of a file by `after`, in UTF-8; its mode and its byte order mark stay, links are kept.

    Raises ChangedMeanwhileError where somebody else wrote the file since it was read, OSError where it cannot be
    written; in both cases the file is as it was.
    """
    place = os.path.realpath(path)
    with open(place, "rb") as file:
        data = file.read()
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
    mark = _MARK if data.startswith(_MARK) else b""
    if data[len(mark) :] != before.encode():
        raise ChangedMeanwhileError(path)
    staged = os.path.join(os.path.dirname(place), f".{os.path.basename(place)}.{os.getpid()}")
    try:
        _write(staged, mark + after.encode(), mode)
        os.replace(staged, place)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(staged)


def _write(path: str, data: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(descriptor, "wb") as file:
        os.fchmod(descriptor, mode)
        file.write(data)
        file.flush()
        os.fsync(descriptor)
