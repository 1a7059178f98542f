"""Whose the files of a job are.

Steps run as their image's user, without the right to pass over permissions. So where that user is not ours, files that
we made are opened to everybody (the directories above let in nobody else); and what a step wrote is given to us when
the job ends, by a container, because only root may do that.
"""

import contextlib
import functools
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..base import JobSpace
from .engine import Engine
from .launch import launch, remove
from .settings import PRIVATE, WORKSPACE, Spec, mounts, unprivileged

if TYPE_CHECKING:
    from docker import APIClient

_GIVE = """\
chown -R -h "$1" "$2" "$3" 2>/dev/null
chmod -R a+rwX "$2" "$3"
"""
_LIMIT = 120
"""Seconds for giving back files."""


def open_to_all(*directories: Path) -> None:
    """Let everybody read and write the files below: as `chmod -R a+rwX` does. Files of others stay as they are."""
    for directory in directories:
        open_one(directory)
        for path in _below(directory):
            open_one(path)


def open_one(path: Path) -> None:
    """Let everybody read and write one file or directory, and enter or execute what somebody may."""
    with contextlib.suppress(OSError):
        before = path.lstat().st_mode
        enter = 0o111 if stat.S_ISDIR(before) or before & 0o111 else 0
        wanted = stat.S_IMODE(before) | 0o666 | enter
        if wanted != stat.S_IMODE(before) and not stat.S_ISLNK(before):
            path.chmod(wanted)


def _below(directory: Path) -> Iterable[Path]:
    """Yield files and directories below one, no links; what cannot be read is left out."""
    waiting = [str(directory)]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield Path(entry.path)
                    waiting.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)


def has_files_of_others(*directories: Path) -> bool:
    """Tell whether something below belongs to another user, or cannot even be looked at. Root owns everything."""
    user = os.getuid()
    return user != 0 and any(_is_of_others(str(directory), user) for directory in directories)


def _is_of_others(directory: str, user: int) -> bool:
    waiting = [directory]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.stat(follow_symlinks=False).st_uid != user:
                        return True
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except FileNotFoundError:
            continue
        except OSError:
            return True
    return False


async def give_back(engine: Engine, space: JobSpace, images: Iterable[str], name: str, labels: dict[str, str]) -> bool:
    """Make us the owner of everything in a space, with the first of the images that can; tell whether one could."""
    for image in images:
        spec = _helper(engine, space, image, name, labels)
        with contextlib.suppress(Exception):
            await engine.call("giving back files", functools.partial(_run, spec), guarded=False)
        if not has_files_of_others(space.workspace, space.private):
            return True
    return False


def _helper(engine: Engine, space: JobSpace, image: str, name: str, labels: dict[str, str]) -> Spec:
    whom = "0:0" if engine.facts.rootless else f"{os.getuid()}:{os.getgid()}"
    config = {
        "image": image,
        "user": "0:0",
        "entrypoint": ["/bin/sh", "-c", _GIVE, "give-back", whom, WORKSPACE, PRIVATE],
        "labels": labels,
        "working_dir": "/",
        "use_config_proxy": False,
    }
    rights = {"cap_add": ["CHOWN", "DAC_OVERRIDE", "FOWNER"], "network_mode": "none", "mounts": mounts(space)}
    return Spec(name, config, unprivileged() | rights)


def _run(spec: Spec, client: "APIClient") -> None:
    attached = launch(client, spec)
    try:
        client.wait(attached.container, timeout=_LIMIT)
    finally:
        attached.close()
        remove(client, attached.container)
