"""From the tree of an artifact to files below a workspace: verified, and never outside."""

import contextlib
import os
import secrets
from collections.abc import Iterator, MutableMapping, Sequence
from pathlib import Path

from ..errors import ArtifactError
from .links import resolve
from .manifest import Entry
from .objects import Objects
from .walk import FOLDER, fault, opened_folder, printable


def place(
    objects: Objects,
    entries: Sequence[Entry],
    destination: str,
    workspace: Path,
    taken: MutableMapping[str, str],
    source: str,
) -> int:
    """Write the files and links of an artifact; return how many.

    What is there already is replaced, never written through: only what another input wrote may not be.

    Args:
        objects: Where the contents are.
        entries: The checked entries of the manifest.
        destination: The folder below the workspace, made if need be; links on the way to it stay inside.
        workspace: The root, which is there.
        taken: Paths below the workspace to who wrote them; grows.
        source: Who writes now, as people know it.
    """
    with opened_folder(str(workspace.resolve())) as root:
        start = _destination(root, destination)
        _take([_joined(start, entry.path) for entry in entries], taken, source)
        for entry in entries:
            *folders, name = entry.path.split("/")
            with _folder(root, (*start, *folders)) as folder:
                _write(objects, entry, folder, name)
        for entry in entries:
            if entry.link and not _stays_inside(root, start, entry):
                (_remove(root, start, entry))
                raise ArtifactError(
                    f"{printable(entry.path)} of {source} is a link to {printable(entry.link)}, "
                    "which would lead out of the workspace",
                    "A link of the workspace stands in its way, or the artifact was not made by pipec.",
                )
    return len(entries)


def _destination(root: int, destination: str) -> tuple[str, ...]:
    found = None if destination.startswith("/") else resolve((), destination, lambda path: _link_at(root, path))
    if found is None:
        raise ArtifactError(
            f"{printable(destination)} leads out of the workspace", "Choose another `path` for the input."
        )
    return found


def _take(paths: Sequence[str], taken: MutableMapping[str, str], source: str) -> None:
    for path in paths:
        if path in taken:
            raise ArtifactError(
                f"{taken[path]} and {source} would both write {printable(path)}",
                "Give one of the inputs another `path`.",
                failure_class="configuration",
            )
    taken.update(dict.fromkeys(paths, source))


@contextlib.contextmanager
def _folder(root: int, names: Sequence[str]) -> Iterator[int]:
    """Open a folder below the root, making what is not there; a link on the way is an error."""
    current = os.dup(root)
    try:
        for depth, name in enumerate(names, 1):
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, dir_fd=current)
            try:
                inner = os.open(name, FOLDER, dir_fd=current)
            except OSError as error:
                raise _no_folder("/".join(names[:depth])) from error
            os.close(current)
            current = inner
        yield current
    finally:
        os.close(current)


def _no_folder(path: str) -> ArtifactError:
    return ArtifactError(
        f"{printable(path)} of the workspace is a file or a link, and an artifact would be written below it",
        "Choose another `path` for the input, or remove it before.",
    )


def _write(objects: Objects, entry: Entry, folder: int, name: str) -> None:
    """Write beside the place, and move there what proved whole: so nothing is ever written through a link."""
    temporary = f".pipec-{secrets.token_hex(8)}"
    try:
        if entry.link:
            os.symlink(entry.link, temporary, dir_fd=folder)
        else:
            _copy(objects, entry, folder, temporary)
        os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException as error:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=folder)
        if isinstance(error, OSError):
            raise fault(entry.path, error) from error
        raise


def _copy(objects: Objects, entry: Entry, folder: int, name: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    target = os.open(name, flags, 0o777 if entry.executable else 0o666, dir_fd=folder)
    try:
        size = objects.fetch(entry.digest, target)
    finally:
        os.close(target)
    if size != entry.size:
        raise ArtifactError(f"{printable(entry.path)} has {size} bytes in the store, {entry.size} in the manifest")


def _stays_inside(root: int, start: Sequence[str], entry: Entry) -> bool:
    folder = (*start, *entry.path.split("/")[:-1])
    return resolve(folder, entry.link, lambda path: _link_at(root, path)) is not None


def _remove(root: int, start: Sequence[str], entry: Entry) -> None:
    *folders, name = entry.path.split("/")
    with _folder(root, (*start, *folders)) as folder:
        os.unlink(name, dir_fd=folder)


def _joined(start: Sequence[str], path: str) -> str:
    return "/".join((*start, path))


def _link_at(root: int, path: str) -> str | None:
    try:
        return os.readlink(path, dir_fd=root)
    except OSError:  # no link, or nothing at all
        return None
