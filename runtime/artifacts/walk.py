"""Walking a workspace whose programs may still run: by descriptors, so nobody swaps a folder for a link meanwhile."""

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from ..errors import ArtifactError

_DEEPEST: Final = 256
"""Folders in each other that are entered: each is an open descriptor."""

FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Found(NamedTuple):
    """Something that is no folder: its path below the root, its name, and the open folder that it is in.

    The folder is open only until the next one is asked for.
    """

    path: str
    name: str
    folder: int
    is_link: bool


def printable(path: str) -> str:
    """Return a path for a message: on one line, whatever its bytes are."""
    return path if path.isprintable() else ascii(path)


def fault(path: str, error: OSError) -> ArtifactError:
    """Return what is to be said of a file or folder that cannot be read or written."""
    return ArtifactError(f"{printable(path)}: {error.strerror}")


@contextlib.contextmanager
def opened_folder(path: str, folder: int | None = None, label: str = "") -> Iterator[int]:
    """Open a folder, below another one if it is given; never through a link at its end."""
    try:
        descriptor = os.open(path, FOLDER, dir_fd=folder)
    except OSError as error:
        raise fault(label or path, error) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def walk(folder: int, path: str, wanted: Callable[[str], bool]) -> Iterator[Found]:
    """Yield all that is no folder at and below an open folder, in the order of names; `wanted` says which to enter."""
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.is_dir(follow_symlinks=False), entry.is_symlink()) for entry in entries)
    except OSError as error:
        raise fault(path or ".", error) from error
    for name, is_folder, is_link in found:
        below = f"{path}/{name}" if path else name
        if not is_folder:
            yield Found(below, name, folder, is_link)
        elif wanted(below):
            if below.count("/") >= _DEEPEST:
                raise ArtifactError(f"{printable(below)}: more than {_DEEPEST} folders stand in each other")
            with opened_folder(name, folder, below) as inner:
                yield from walk(inner, below, wanted)
