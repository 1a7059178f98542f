"""Secrets in files: one file for each, its content without the one newline at its end."""

import os
import stat
from pathlib import Path

from ..errors import SecretError
from .lookup import Looked

LONGEST = 1_048_576
"""How many bytes a file with secrets may have."""


def read_text(path: Path) -> str:
    """Return the whole text of a file; FileNotFoundError where there is none, SecretError where it is no such file."""
    try:
        content = _read(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unreadable(path, error.strerror or "") from None
    if len(content) > LONGEST:
        raise _unreadable(path, f"it is longer than {LONGEST} bytes")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise _unreadable(path, "it is no UTF-8") from None


def in_file(path: Path) -> Looked:
    """Look in one file."""
    try:
        text: str | None = read_text(path)
    except FileNotFoundError:
        text = None
    if text is not None:
        text = text.removesuffix("\n").removesuffix("\r") if text.endswith("\r\n") else text.removesuffix("\n")
    return Looked(text, f"the file {path}", f"write it into {path}")


def _read(path: Path) -> bytes:
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe that nobody writes would not open
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise _unreadable(path, "it is no file")
        with open(opened, "rb", closefd=False) as file:
            return file.read(LONGEST + 1)
    finally:
        os.close(opened)


def _unreadable(path: Path, why: str) -> SecretError:
    return SecretError(
        f"{path} cannot be read: {why}", "see its mode, its owner and its form", failure_class="configuration"
    )
