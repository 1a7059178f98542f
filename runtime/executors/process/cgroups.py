"""Where control groups of our own can be made: below this process's own group (v1), or in a delegated tree (v2).

Version 1: a group below the own one is bound by the own one's limits too, so that nothing is escaped. Version 2 lets no
group hold both processes and limited groups; so there the nearest ancestor is taken that this user may write and that
hands its controllers down. With systemd that is the user's own slice, or a unit with `Delegate=yes`.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from hashlib import blake2s
from pathlib import Path
from typing import Literal, NamedTuple

from compiler.ir.values import Resources


class Place(NamedTuple):
    """A directory in which groups can be made, and the version of its files."""

    directory: Path
    version: Literal[1, 2]


class _Mount(NamedTuple):
    root: str
    point: Path
    kind: str
    options: frozenset[str]


def places(resources: Resources) -> Mapping[str, Place] | None:
    """Return where a group has to be made for each controller (`cpu`, `memory`); None when one cannot be used."""
    wanted = [name for name, limit in (("memory", resources.memory), ("cpu", resources.cpu)) if limit is not None]
    found = _all_places(wanted) if wanted else {}
    return found if found.keys() == set(wanted) else None


def left_groups(state_directory: Path, run: str) -> Iterator[Path]:
    """Find the groups of a run's jobs."""
    directories = {place.directory for name in ("memory", "cpu") for place in _all_places([name]).values()}
    for directory in sorted(directories):
        yield from directory.glob(f"{prefix(state_directory, run)}*")


def prefix(state_directory: Path, run: str) -> str:
    """Return how the names of a run's groups begin; runs of other state directories have other ones."""
    return f"pipec-{short(str(state_directory.resolve()))}-{run}-"


def short(text: str) -> str:
    """Return a short name for a text, of hexadecimal digits."""
    return blake2s(text.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def own_kills() -> tuple[Path, ...]:
    """Return the files that may count the processes of the own group that were killed for want of memory."""
    own, mounts = _own_groups(), _mounts()
    first = _directory(mounts, own, "memory")
    second = _directory(mounts, own, "")
    named = ((first, "memory.oom_control"), (second, "memory.events"))
    return tuple(directory / name for directory, name in named if directory is not None)


def _all_places(controllers: Collection[str]) -> dict[str, Place]:
    own, mounts = _own_groups(), _mounts()
    found: dict[str, Place] = {}
    for name in controllers:
        place = _first_version(mounts, own, name) or _second_version(mounts, own, name)
        if place is not None:
            found[name] = place
    return found


def _first_version(mounts: Collection[_Mount], own: Mapping[str, str], controller: str) -> Place | None:
    directory = _directory(mounts, own, controller)
    return Place(directory, 1) if directory is not None and os.access(directory, os.W_OK) else None


def _second_version(mounts: Collection[_Mount], own: Mapping[str, str], controller: str) -> Place | None:
    directory = _directory(mounts, own, "")
    while directory is not None and (directory / "cgroup.subtree_control").exists():
        if controller in _words(directory / "cgroup.subtree_control") and _is_ours(directory):
            return Place(directory, 2)
        directory = directory.parent
    return None


def _is_ours(directory: Path) -> bool:
    return os.access(directory, os.W_OK) and os.access(directory / "cgroup.procs", os.W_OK)


def _words(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="ascii").split()
    except OSError:
        return []


def _directory(mounts: Collection[_Mount], own: Mapping[str, str], controller: str) -> Path | None:
    """Return the directory of the own group of a controller of version 1; of version 2 for the empty name."""
    group = own.get(controller)
    for mount in mounts:
        is_it = controller in mount.options if controller else mount.kind == "cgroup2"
        if group is not None and is_it and Path(group).is_relative_to(mount.root):
            return mount.point / Path(group).relative_to(mount.root)
    return None


def _own_groups() -> dict[str, str]:
    """Return the path of this process's group by controller; version 2 has the empty name."""
    found: dict[str, str] = {}
    for line in _lines("/proc/self/cgroup"):
        _, controllers, path = line.split(":", 2)
        found.update(dict.fromkeys(controllers.split(","), path))
    return found


def _mounts() -> list[_Mount]:
    found: list[_Mount] = []
    for line in _lines("/proc/self/mountinfo"):
        left, _, right = line.partition(" - ")
        fields, (kind, _, options) = left.split(), right.split(" ", 2)
        if kind in {"cgroup", "cgroup2"}:
            found.append(_Mount(fields[3], Path(fields[4]), kind, frozenset(options.split(","))))
    return found


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
