"""Making room in a cache: what was not asked for longest goes first."""

# ruff: noqa: PTH108 - as where it is called from

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

_STALE: Final = 3600
"""Seconds after which what a killed writer left is removed."""


def evict(folder: str, most_bytes: int) -> None:
    """Remove the oldest entries until what is left takes at most three quarters of `most_bytes`."""
    now = time.time()
    entries = []
    for path, about in _entries(folder):
        if path.endswith(".new"):
            if now - about.st_mtime > _STALE:
                _remove(path)
        else:
            entries.append((about.st_mtime_ns, about.st_blocks * 512, path))
    total = sum(size for _, size, _ in entries)
    if total <= most_bytes:
        return
    for _, size, path in sorted(entries):
        _remove(path)
        total -= size
        if total <= most_bytes * 3 // 4:
            return


def _entries(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with suppress(OSError), os.scandir(folder) as shelves:
        for shelf in shelves:
            if shelf.is_dir(follow_symlinks=False):
                with suppress(OSError), os.scandir(shelf.path) as files:
                    for file in files:
                        with suppress(OSError):
                            yield file.path, file.stat(follow_symlinks=False)


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)
