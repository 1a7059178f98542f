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
    """Return where an attempt of a job works."""
    base = state / WORKSPACES / run / f"{job}.{attempt}"
    return JobSpace(base / "workspace", base / "private")


def make_space(space: JobSpace) -> None:
    """Make an empty space, whatever an earlier attempt of the same number left there."""
    base = space.workspace.parent
    try:
        os.makedirs(base, 0o700)  # noqa: PTH103 - a thousand times in a run
    except FileExistsError:
        remove_tree(base)
        os.makedirs(base, 0o700)  # noqa: PTH103
    os.mkdir(space.workspace, 0o755)  # noqa: PTH102
    os.mkdir(space.private, 0o755)  # noqa: PTH102


def remove_space(space: JobSpace) -> None:
    """Remove a space with all that is in it."""
    remove_tree(space.workspace.parent)


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
