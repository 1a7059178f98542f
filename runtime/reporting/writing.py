"""Writes a file whole or not at all."""

import os
from pathlib import Path

from ..errors import RuntimeFault


def write_whole(path: str, text: str) -> None:
    """Write a text, so that whoever reads the file sees the old one or the new one; a RuntimeFault when it cannot be.

    What is no regular file (`/dev/stdout`, a pipe) is written as it is.
    """
    target = Path(path)
    data = text.encode("utf-8", "backslashreplace")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            draft.write_bytes(data)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise RuntimeFault(f"{path} cannot be written: {error.strerror or error}") from error
