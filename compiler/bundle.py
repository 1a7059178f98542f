"""The only writer to disk: a bundle is written whole or not at all.

A bundle is a directory that carries the marker `.pipec-bundle`; `SHA256SUMS` lists all its files but itself. Other
things that work on bundles stand beside: `bundle_read`, `bundle_check`, `bundle_install`.
"""

import errno
import os
from pathlib import Path
from typing import Final

from .bundle_files import BundleError, Files, sealed
from .bundle_swap import replace_beside, replace_inside

__all__ = ["BundleError", "Files", "advice", "write_bundle"]

_INSIDE: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV, errno.ENOSYS, errno.EINVAL}
)
"""What the parent of a mount point, a parent that others own, or a kernel without exchange answers."""

_ADVICE: Final = {
    errno.ENOSPC: "free some space, then compile again",
    errno.EDQUOT: "free some of your quota, then compile again",
    errno.EFBIG: "raise the limit of file sizes (`ulimit -f`), then compile again",
    errno.EACCES: "get the permission to write there, or choose another directory",
    errno.EPERM: "get the permission to write there, or choose another directory",
    errno.EROFS: "choose a directory that can be written",
    errno.ENOTDIR: "choose another directory",
    errno.EEXIST: "choose another directory",
    errno.ENAMETOOLONG: "choose a directory with a shorter name",
}


def write_bundle(directory: str, files: Files) -> None:
    """Put a bundle of `files` at `directory` in place of the one that is there.

    The directory must be a bundle, empty or missing; one that is the same already stays. A BundleError leaves what was
    there as it was. Writers of one directory wait for each other; what killed ones left is removed by the next.
    """
    whole = sealed(files)
    target = Path(os.path.realpath(directory))  # `Path.resolve` raises where links go round
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, whole)
    except OSError as error:
        raise BundleError(f"cannot write the bundle `{directory}`: {advice(error)}") from error


def advice(error: OSError) -> str:
    """Return what the system says is wrong and what to do about it."""
    return f"{error.strerror or error}; {_ADVICE.get(error.errno or 0, 'repair that, then compile again')}"


def _replace(target: Path, files: Files) -> None:
    if _is_where_we_stand(target):
        replace_inside(target, files)
        return
    try:
        replace_beside(target, files)
    except OSError as error:
        if error.errno not in _INSIDE or not target.is_dir():
            raise
        replace_inside(target, files)


def _is_where_we_stand(target: Path) -> bool:
    """Tell whether an exchange would leave this process, and the shell before it, in a removed directory."""
    try:
        here = Path.cwd().resolve()
    except FileNotFoundError:
        return False
    return target.is_dir() and here.is_relative_to(target)
