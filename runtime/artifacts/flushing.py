"""Bringing files and folders to the disk."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Final

_AT_ONCE: Final = 8


def flush(paths: Collection[Path]) -> None:
    """Bring files or folders to the disk, several at a time: the file system makes one commit of what waits."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(_AT_ONCE, max(1, len(paths)))) as pool:
        for _ in pool.map(_flush, paths):
            pass


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
