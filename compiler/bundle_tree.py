"""A bundle's whole directory on disk: made, recognised, removed."""

import os
from pathlib import Path
from typing import Final

from .bundle_files import SUMS, BundleError, Files, flush, folders_of, read_regular, write_file

_FOLDER_MODE: Final = 0o755
_MANY: Final = 64


def write_tree(root: Path, files: Files) -> None:
    """Make the directory `root` with these files in it, flushed to disk; modes do not depend on the umask."""
    folders = [root, *(root / folder for folder in sorted(_folders(files)))]
    for folder in folders:
        folder.mkdir()
        folder.chmod(_FOLDER_MODE)
    for path in sorted(files):
        data, mode = files[path]
        write_file(f"{root}/{path}", data, mode, flushed=len(files) < _MANY)
    if len(files) >= _MANY:
        _flush_all(root, files)
    for folder in reversed(folders):
        flush(folder)


def _flush_all(root: Path, files: Files) -> None:
    """Flush many files: the disk writes them in one sweep, then each is asked whether that went well."""
    from ctypes import CDLL

    sweep = getattr(CDLL(None), "syncfs", None)
    if sweep is not None:
        handle = os.open(root, os.O_RDONLY | os.O_CLOEXEC)
        sweep(handle)
        os.close(handle)
    for path in files:
        flush(f"{root}/{path}")


def _folders(files: Files) -> set[str]:
    return {folder for path in files for folder in folders_of(path)}


def is_tree(root: Path, files: Files) -> bool:
    """Tell whether `root` already is what `write_tree` would make of a bundle: names, bytes, modes and no more."""
    try:
        if read_regular(f"{root}/{SUMS}") != files[SUMS]:
            return False
        walked = list(os.walk(root))
        names = {f"{folder}/{name}" for folder, _, found in walked for name in found}
        return (
            names == {f"{root}/{path}" for path in files}
            and len(walked) == 1 + len(_folders(files))
            and all(Path(folder).stat().st_mode & 0o7777 == _FOLDER_MODE for folder, _, _ in walked)
            and all(read_regular(f"{root}/{path}") == files[path] for path in files)
        )
    except (OSError, BundleError):
        return False


def remove_tree(path: Path) -> None:
    """Remove a directory and all below it, or nothing if it is not there; links are removed, not followed."""
    for folder, folders, names in os.walk(path, topdown=False):
        for name in names:
            os.unlink(f"{folder}/{name}")  # noqa: PTH108 - a path object for each of thousands of files takes time
        for name in folders:
            below = Path(folder, name)
            if below.is_symlink():
                below.unlink()
            else:
                below.rmdir()
    if path.is_dir():
        path.rmdir()
