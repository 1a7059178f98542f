"""Files of the workspace that actions read and write: never one outside, whatever links there are."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from .base import ActionFault

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def resolve(workspace: Path, path: str) -> tuple[str, ...]:
    """Return the names that lead from the workspace to what `path` means, links followed.

    ActionFault when that is outside of the workspace, or the workspace itself.
    """
    if "\0" in path or not path:
        raise ActionFault("a path is empty or holds a NUL", failure_class="configuration")
    root = workspace.resolve()
    try:
        found = (root / path).resolve()
    except (OSError, RuntimeError) as error:
        raise ActionFault(f"`{path}` cannot be followed: {error}", failure_class="configuration") from None
    if found == root or not found.is_relative_to(root):
        raise ActionFault(f"`{path}` is no file inside the workspace", failure_class="configuration")
    return found.relative_to(root).parts


@contextmanager
def saving(workspace: Path, path: str) -> Iterator[Callable[[bytes], None]]:
    """Give what writes to a file of the workspace, which is there, whole, when the block ended without an error.

    Its folders are made. A file that was there is replaced, not written into.
    """
    *folders, name = resolve(workspace, path)
    folder = _enter(workspace, folders, path)
    new = f".{name[:200]}.{os.getpid()}.new"
    try:
        _forget(folder, new)
        with _told(path):
            file = FileIO(os.open(new, _NEW, 0o644, dir_fd=folder), "wb")
        with file:
            yield _writer(file, path)
        with _told(path):
            os.replace(new, name, src_dir_fd=folder, dst_dir_fd=folder)
    finally:
        _forget(folder, new)
        os.close(folder)


def _writer(file: FileIO, path: str) -> Callable[[bytes], None]:
    def write(content: bytes) -> None:
        left = memoryview(content)
        with _told(path):
            while left:
                left = left[file.write(left) or 0 :]

    return write


@contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ActionFault(f"`{path}` cannot be written: {error.strerror}", failure_class="resource") from None


def read(workspace: Path, path: str, limit: int, *, end: bool = False) -> tuple[bytes, int]:
    """Return up to `limit` bytes of a file of the workspace, and its size; with `end` the last ones."""
    *folders, name = resolve(workspace, path)
    folder = _enter(workspace, folders, path, make=False)
    try:
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
        try:
            return _content(opened, path, limit, end=end)
        finally:
            os.close(opened)
    except OSError as error:
        raise ActionFault(f"`{path}` cannot be read: {error.strerror}", failure_class="configuration") from None
    finally:
        os.close(folder)


def _content(opened: int, path: str, limit: int, *, end: bool) -> tuple[bytes, int]:
    status = os.fstat(opened)
    if not stat.S_ISREG(status.st_mode):
        raise ActionFault(f"`{path}` is no file", failure_class="configuration")
    with FileIO(opened, "rb", closefd=False) as file:
        if end and status.st_size > limit:
            file.seek(-limit, os.SEEK_END)
        content = bytearray()
        while len(content) < limit and (chunk := file.read(limit - len(content))):
            content += chunk
        return bytes(content), status.st_size


def _enter(workspace: Path, folders: list[str], path: str, *, make: bool = True) -> int:
    """Return the descriptor of a folder, entered without following any link, so that none can be put there between."""
    current = os.open(workspace, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for folder in folders:
        try:
            if make:
                _make(folder, current)
            inner = os.open(folder, _FOLDER, dir_fd=current)
        except OSError as error:
            raise ActionFault(f"`{path}`: {folder}: {error.strerror}", failure_class="configuration") from None
        finally:
            os.close(current)
        current = inner
    return current


def _make(folder: str, within: int) -> None:
    with suppress(FileExistsError):
        os.mkdir(folder, 0o755, dir_fd=within)


def _forget(folder: int, name: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)
