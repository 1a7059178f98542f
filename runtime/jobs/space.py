"""The directories of one attempt of a job: made before it, removed after it, whatever the steps did to them."""

import os
import shutil
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..executors.base import JobSpace

WORKSPACES = "workspaces"


SHARED = "private"


def space_of(state: Path, run: str, job: str, attempt: int, *, shared: bool = False) -> JobSpace:
    """Return where an attempt of a job works: two folders side by side.

    `shared` is one private folder for all jobs of the run: enough where nothing keeps the programs of one user apart,
    and making and removing a folder costs as much as starting a program.
    """
    base = f"{state}/{WORKSPACES}/{run}"
    private = f"{base}/{SHARED}" if shared else f"{base}/{job}.{attempt}.private"
    return JobSpace(Path(f"{base}/{job}.{attempt}"), Path(private))


def make_space(space: JobSpace) -> None:
    """Make an empty space, whatever an earlier attempt of the same number left there."""
    if space.private.name != SHARED or not os.path.isdir(space.private):  # noqa: PTH112
        _make(space.private)
    _make(space.workspace)


def _make(path: Path) -> None:
    try:
        os.mkdir(path, 0o755)  # noqa: PTH102 - a thousand times in a run
    except FileExistsError:
        remove_tree(path)
        os.mkdir(path, 0o755)  # noqa: PTH102
    except FileNotFoundError:
        os.makedirs(path.parent.parent, 0o700, exist_ok=True)  # noqa: PTH103
        os.makedirs(path.parent, 0o700, exist_ok=True)  # noqa: PTH103
        os.mkdir(path, 0o755)  # noqa: PTH102


def spaces_of(state: Path, run: str) -> tuple[JobSpace, ...]:
    """Return the spaces of a run that are left, by name; one of them may be without its private folder."""
    base = state / WORKSPACES / run
    if not base.is_dir():
        return ()
    names = {path.name.removesuffix(f".{SHARED}") for path in base.iterdir() if path.is_dir()} - {SHARED}
    return tuple(JobSpace(base / name, base / f"{name}.{SHARED}") for name in sorted(names))


def remove_space(space: JobSpace, files: Iterable[Path] = ()) -> None:
    """Remove a space with all that is in it; of a shared private folder the attempt's own `files`."""
    try:
        os.rmdir(space.workspace)  # noqa: PTH106 - many workspaces are empty, and looking into them takes longer
    except OSError:
        remove_tree(space.workspace)
    if space.private.name != SHARED:
        remove_tree(space.private)
        return
    for path in files:
        with suppress(FileNotFoundError):
            os.unlink(path)  # noqa: PTH108


def remove_tree(path: Path) -> None:
    """Remove a tree, also what its owner may not write: folders get their permissions back first. Links stay links."""
    if os.path.islink(path) or os.path.isfile(path):  # noqa: PTH113, PTH114 - something stands in its place
        os.unlink(path)  # noqa: PTH108
    elif os.path.lexists(path):
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
