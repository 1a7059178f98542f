"""The moment at which a new bundle takes the old one's place: all at once, or in an order that shows a tear.

Beside: the whole new tree stands in a sibling directory, and one system call exchanges the two. Inside: where the
directory is a mount point, its parent cannot be written or the kernel cannot exchange, files are moved one by one
from a directory within, and `SHA256SUMS` last, so that a reader refuses what was interrupted.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from .bundle_files import LOCK, MARKER, SUMS, TEMPORARY, BundleError, Files, flush
from .bundle_tree import is_tree, remove_tree, write_tree

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


def replace_beside(directory: Path, files: Files) -> None:
    """Put `files` in place of `directory` by one exchange; an OSError leaves everything as it was."""
    parent, prefix = directory.parent, f".{directory.name}{TEMPORARY}"
    with locked(parent / f".{directory.name}{LOCK}"), _staged(parent, prefix) as staged:
        check_replaceable(directory)
        if not is_tree(directory, files):
            write_tree(staged, files)
            if _entries(directory):
                exchange(staged, directory)
            else:
                staged.rename(directory)
        flush(parent)


def replace_inside(directory: Path, files: Files) -> None:
    """Put `files` into the existing `directory` one by one; whatever can fail for want of space fails before."""
    check_replaceable(directory)
    with locked(directory / LOCK), _staged(directory, TEMPORARY) as staged:
        write_tree(staged, files)
        _remove_others(directory, files)
        _move_in(staged, directory, files)


def check_replaceable(directory: Path) -> None:
    """Refuse to replace what is not a bundle of ours and not an empty directory (a BundleError)."""
    if not os.path.lexists(directory):
        return
    if not directory.is_dir():
        raise BundleError(f"`{directory}` exists and is not a directory; choose another one with `--out`")
    if _entries(directory) and not (directory / MARKER).is_file():
        raise BundleError(
            f"`{directory}` holds something else than a bundle (it has no `{MARKER}`), so it is not replaced; "
            "choose an empty or new directory with `--out`"
        )


def exchange(one: Path, other: Path) -> None:
    """Exchange two directories by one system call; an OSError (ENOSYS: the C library has no such call)."""
    from ctypes import CDLL, c_char_p, c_int, c_uint, get_errno

    try:
        call = CDLL(None, use_errno=True).renameat2
    except AttributeError:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS)) from None
    call.argtypes = (c_int, c_char_p, c_int, c_char_p, c_uint)
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) != 0:
        number = get_errno()
        raise OSError(number, os.strerror(number), str(other))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path`, waiting for it; it is gone afterwards, and a dead holder's does not matter."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        fcntl.flock(handle, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), path.lstat()):
                break
        os.close(handle)  # the holder before removed the file that we had opened
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(handle)


@contextmanager
def _staged(folder: Path, prefix: str) -> Iterator[Path]:
    """Give the path of a temporary directory, gone afterwards; those of killed writers go first."""
    for left in folder.iterdir():
        if left.name.startswith(prefix):
            remove_tree(left)
    staged = folder / f"{prefix}{os.getpid()}"
    try:
        yield staged
    finally:
        with suppress(OSError):  # the outcome stands; the next writer tries again
            remove_tree(staged)


def _entries(directory: Path) -> list[str]:
    """Return what stands in a directory apart from what a writer needs for its work; nothing if there is none."""
    try:
        names = [path.name for path in directory.iterdir()]
    except FileNotFoundError:
        return []
    return [name for name in names if name != LOCK and not name.startswith(TEMPORARY)]


def _remove_others(directory: Path, files: Files) -> None:
    """Remove what is no file of the new bundle, deepest first, so that nothing stands in its way."""
    kept = {str(directory / path) for path in (*files, LOCK)}
    for folder, folders, names in os.walk(directory, topdown=False):
        if os.path.relpath(folder, directory).startswith(TEMPORARY):
            continue
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for path in (Path(folder, name) for name in (*names, *links)):
            if str(path) not in kept:
                path.unlink()
        with suppress(OSError):  # it still holds something, or is the bundle itself
            Path(folder).rmdir()


def _move_in(staged: Path, directory: Path, files: Files) -> None:
    for path in sorted(files, key=lambda path: (path == SUMS, path != MARKER, path)):
        folder = (directory / path).parent
        folder.mkdir(parents=True, exist_ok=True)
        (staged / path).replace(directory / path)
        flush(folder)
