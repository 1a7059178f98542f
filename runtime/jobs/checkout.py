"""How a workspace begins: the tracked files as they are, taken once for a run, so that all its jobs see the same."""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event
from typing import Final, NamedTuple

from ..errors import RuntimeFault
from ..git import ask_git
from .space import remove_tree

SNAPSHOT: Final = "source"
_UNFINISHED: Final = "source.unfinished"


class Snapshot(NamedTuple):
    """A copy of the source that a run works on; `notice` is what is to be told about how it was made."""

    directory: Path
    notice: str = ""


class CheckoutFault(RuntimeFault):
    """The source cannot be copied."""


def take_snapshot(source: Path, run_directory: Path, *, submodules: bool, stop: Event) -> Snapshot:
    """Copy the tracked files of `source` beside the run, or find the copy that an interrupted run made.

    Without git all files are copied, but for `.git`, what other file systems hold, and the state directory, which has
    the copy itself in it. A CheckoutFault soon after `stop` is set.
    """
    target = run_directory / SNAPSHOT
    if target.is_dir():
        return Snapshot(target)
    if not source.is_dir():
        raise CheckoutFault(f"the source `{source}` is no folder", failure_class="configuration")
    unfinished = run_directory / _UNFINISHED
    if unfinished.exists():
        remove_tree(unfinished)
    unfinished.mkdir(parents=True)
    tracked = tracked_files(source, submodules=submodules)
    notice = "" if tracked is not None else f"`{source}` is no git repository: all its files are copied, tracked or not"
    names = all_files(source, without=run_directory.parent.parent) if tracked is None else tracked
    copy_files(source, unfinished, names, stop)
    unfinished.rename(target)
    return Snapshot(target, notice)


def refuse_source(source: Path) -> None:
    """Raise a CheckoutFault for a folder that nobody means to have copied: the whole system, or somebody's home."""
    if source.resolve() in {Path("/"), Path(os.path.expanduser("~")).resolve()} and not (source / ".git").exists():  # noqa: PTH111
        raise CheckoutFault(
            f"workspaces would begin as a copy of all of `{source}`",
            "run it inside the repository, or say with `--source` where its files are",
            failure_class="configuration",
        )


def tracked_files(source: Path, *, submodules: bool) -> list[str] | None:
    """Return the paths that git tracks below `source`, relative to it; None where there is no git or no repository."""
    listed = ask_git(source, "ls-files", "-z", *(["--recurse-submodules"] if submodules else []))
    if listed is None:
        return None
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]


def all_files(source: Path, without: Path) -> Iterator[str]:
    """Yield every file and link below `source` but what is in `.git`, or in the folder `without`."""
    root, left_out = os.path.realpath(source), os.path.realpath(without)
    device = os.stat(root).st_dev  # noqa: PTH116
    for folder, folders, names in os.walk(root):
        paths = {name: os.path.join(folder, name) for name in folders}  # noqa: PTH118
        links = [name for name, path in paths.items() if os.path.islink(path)]  # noqa: PTH114
        beside = {".git", *links, *(name for name, path in paths.items() if path == left_out)}
        folders[:] = [name for name, path in paths.items() if name not in beside and _is_on(path, device)]
        for name in (*names, *links):
            yield os.path.relpath(os.path.join(folder, name), root)  # noqa: PTH118


def _is_on(path: str, device: int) -> bool:
    try:
        return os.lstat(path).st_dev == device
    except OSError:
        return False


def copy_files(source: Path, target: Path, names: Iterable[str], stop: Event) -> None:
    """Copy files and links, with their modes and times; what is listed and not there is left out."""
    made: set[str] = set()
    for name in names:
        _look(stop)
        origin, copy = os.path.join(source, name), os.path.join(target, name)  # noqa: PTH118
        if not os.path.islink(origin) and not os.path.isfile(origin):  # noqa: PTH113, PTH114
            continue
        folder = os.path.dirname(copy)  # noqa: PTH120
        if folder not in made:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
            made.add(folder)
        try:
            shutil.copy2(origin, copy, follow_symlinks=False)
        except FileNotFoundError:
            continue  # removed between the listing and now
        except OSError as error:
            raise CheckoutFault(f"cannot copy `{name}` of the source: {error.strerror}") from error


def _look(stop: Event) -> None:
    if stop.is_set():
        raise CheckoutFault("the checkout was cancelled")


def fill_workspace(snapshot: Snapshot, workspace: Path, stop: Event) -> None:
    """Copy the snapshot into an empty workspace. A CheckoutFault soon after `stop` is set."""

    def copy(origin: str, target: str) -> str:
        _look(stop)
        return str(shutil.copy2(origin, target))

    try:
        shutil.copytree(snapshot.directory, workspace, symlinks=True, dirs_exist_ok=True, copy_function=copy)
    except shutil.Error as error:
        raise CheckoutFault(f"cannot copy the source into the workspace: {error.args[0][0][2]}") from error
    except OSError as error:
        raise CheckoutFault(f"cannot copy the source into the workspace: {error.strerror}") from error
