"""The directories of one attempt of a job: made before it, removed after it, whatever the steps did to them."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..executors.base import JobSpace

WORKSPACES = "workspaces"


def space_of(state: Path, run: str, job: str, attempt: int) -> JobSpace:
    """Return where an attempt of a job works: two folders side by side, since making and removing one is not free."""
    base = f"{state}/{WORKSPACES}/{run}/{job}.{attempt}"
    return JobSpace(Path(base), Path(f"{base}.private"))


def make_space(space: JobSpace) -> None:
    """Make an empty space, whatever an earlier attempt of the same number left there."""
    for path in space:
        try:
            os.mkdir(path, 0o755)  # noqa: PTH102 - a thousand times in a run
        except FileExistsError:
            remove_tree(path)
            os.mkdir(path, 0o755)  # noqa: PTH102
        except FileNotFoundError:
            os.makedirs(path.parent.parent, 0o700, exist_ok=True)  # noqa: PTH103
            os.makedirs(path.parent, 0o700, exist_ok=True)  # noqa: PTH103
            os.mkdir(path, 0o755)  # noqa: PTH102


def remove_space(space: JobSpace) -> None:
    """Remove a space with all that is in it."""
    for path in space:
        try:
            os.rmdir(path)  # noqa: PTH106 - most workspaces are empty, and looking into them takes longer
        except FileNotFoundError:
            continue
        except OSError:
            _remove_files(path)


def _remove_files(path: Path) -> None:
    """Remove a folder that probably has nothing but a few files."""
    try:
        for name in os.listdir(path):  # noqa: PTH208
            os.unlink(f"{path}/{name}")  # noqa: PTH108
        os.rmdir(path)  # noqa: PTH106
    except OSError:
        remove_tree(path)


def remove_tree(path: Path) -> None:
    """Remove a tree, also what its owner may not write: folders get their permissions back first. Links stay links."""
    shutil.rmtree(path, onerror=_retry)


def _retry(function: Callable[..., Any], path: str, info: object) -> None:
    del info
    if not os.path.lexists(path):
        return
    parent = os.path.dirname(path)  # noqa: PTH120
    for folder in (parent, path):
        if stat.S_ISDIR(os.lstat(folder).st_mode):
            os.chmod(folder, 0o700)  # noqa: PTH101
    if function in {os.unlink, os.rmdir}:
        function(path)
    else:  # a folder that could not be listed: all of it again
        shutil.rmtree(path)
