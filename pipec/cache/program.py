"""What tells one pipec from another: its version, and every file of its code."""

# ruff: noqa: PTH100, PTH116, PTH118, PTH120 - pathlib costs 2 ms at start-up

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Final

from .._version import __version__

_PACKAGES: Final = ("compiler", "pipec", "schemas")


@cache
def program() -> str:
    """Return what changes with the program, empty where it cannot be told.

    Each file's size, inode and times of change: an installation that is edited in place has another one, without its
    files being read.
    """
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    try:
        files = sorted(line for name in _PACKAGES for line in _files(os.path.join(root, name)))
    except OSError:
        return ""
    return "\n".join((__version__, sys.version, root, *_libraries(), *files)) if files else ""


def _libraries() -> Iterator[str]:
    """Yield what changes when the library is installed anew that reads YAML, which need not be loaded for that."""
    for folder in sys.path:
        with suppress(OSError):
            path = os.path.join(folder, "yaml", "__init__.py")
            yield f"{path} {_state(os.stat(path))}"


def _state(about: os.stat_result) -> str:
    return f"{about.st_size} {about.st_ino} {about.st_mtime_ns} {about.st_ctime_ns}"


def _files(folder: str) -> Iterator[str]:
    pending = [folder]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        pending.append(entry.path)
                elif entry.name.endswith((".py", ".json")):
                    yield f"{entry.path} {_state(entry.stat())}"
