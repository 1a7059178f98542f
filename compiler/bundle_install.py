"""Emitted files copied to where engines read them (`.woodpecker/`), and removed again when they are no longer made.

Several pipelines of one repository install side by side: each file belongs to the pipeline that installed it, and no
pipeline touches another's. `bundle_installed` keeps the list. Only a file that is still what the list says is ever
changed or removed: the rest belongs to someone.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from .bundle import advice
from .bundle_check import Difference, compare_file
from .bundle_files import LOCK, TEMPORARY, BundleError, Files, check_name, flush, read_file, write_file
from .bundle_installed import INSTALLED, Owned, Records, read_owned, refuse_taken, take_over, written_owned
from .bundle_swap import locked

__all__ = ["INSTALLED", "Installation", "compare_installed", "install"]


class Installation(NamedTuple):
    """What was done, all paths relative to the root and sorted.

    `kept` are files that were to be written or removed, but that someone changed or made by hand.
    """

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def install(root: str, owner: str, files: Files, *, overwrite: bool = False) -> Installation:
    """Make `files` what `owner` has installed in the repository at `root`; `overwrite` takes also what is kept else.

    `owner` is a pipeline's path relative to the root. What pipelines that no longer exist have installed goes to
    `owner`, and is removed if it is none of `files`.
    A BundleError when the disk refuses, when a symbolic link would lead out of the root, or when another pipeline has
    installed one of `files`; in the last case nothing is changed.
    """
    base = Path(os.path.realpath(root))
    for path in (*files, owner):
        check_name(path)
    try:
        with locked(base / f".{INSTALLED.removeprefix('.')}{LOCK}"):
            return _install(base, owner, files, overwrite=overwrite)
    except OSError as error:
        raise BundleError(f"cannot install into `{root}`: {advice(error)}") from error


def compare_installed(root: str, owner: str, files: Files) -> list[Difference]:
    """Return how what `owner` has installed differs from `files`, sorted by path; nothing when it is up to date.

    A BundleError when another pipeline has installed one of `files`.
    """
    base = Path(os.path.realpath(root))
    owned = take_over(base, read_owned(base), owner)
    refuse_taken(owned, owner, files)
    found = [difference for path in files for difference in compare_file(base, path, *files[path])]
    past = {path for path, _ in owned[owner] if path not in files and os.path.lexists(base / path)}
    return sorted(found + [Difference(path, "extra", "") for path in past])


def _install(base: Path, owner: str, files: Files, *, overwrite: bool) -> Installation:
    listed = read_owned(base)
    owned = take_over(base, listed, owner)
    refuse_taken(owned, owner, files)
    before = owned[owner]
    digests = {path: sha256(data).hexdigest() for path, (data, _) in files.items()}
    past = sorted({path for path, _ in before} - files.keys())
    kept = [path for path in (*files, *past) if not overwrite and _foreign(base, path, before, digests)]
    written = [path for path in sorted(files) if path not in kept and _outdated(base, path, files[path])]
    removed = [path for path in past if path not in kept and os.path.lexists(base / path)]
    for path in (*written, *removed):
        _check_inside(base, path)
    after = {**owned, owner: [(path, digest) for path, digest in digests.items() if path not in kept]}
    if written or removed:
        # So that after a kill both the old and the new files are known as ours.
        _record(base, {**owned, owner: before + after[owner]})
    for path in written:
        _put(base, path, *files[path])
    for path in removed:
        _remove(base, path)
    if written_owned(listed) != written_owned(after) or written or removed:
        _record(base, after)
    return Installation(tuple(written), tuple(removed), tuple(sorted(kept)))


def _record(base: Path, owned: Owned) -> None:
    text = written_owned(owned)
    if text:
        _put(base, INSTALLED, text, 0o644)
    else:
        (base / INSTALLED).unlink(missing_ok=True)


def _foreign(base: Path, path: str, before: Records, digests: dict[str, str]) -> bool:
    """Tell whether something stands at `path` that is neither what we put there nor what we would put there."""
    if not os.path.lexists(base / path):
        return False
    try:
        digest = sha256(read_file(base, path)[0]).hexdigest()
    except BundleError:  # a link, a directory, a socket
        _check_inside(base, path)
        return True
    return digest != digests.get(path) and (path, digest) not in before


def _outdated(base: Path, path: str, wanted: tuple[bytes, int]) -> bool:
    return any(True for _ in compare_file(base, path, *wanted)) if not (base / path).is_symlink() else True


def _check_inside(base: Path, path: str) -> None:
    """Refuse a path whose folder is, by way of a symbolic link, outside of the root (a BundleError)."""
    folder = Path(os.path.realpath((base / path).parent))
    if not folder.is_relative_to(base):
        raise BundleError(f"`{path}` would be written to `{folder}` by way of a symbolic link; remove the link")


def _put(base: Path, path: str, data: bytes, mode: int) -> None:
    place = base / path
    place.parent.mkdir(parents=True, exist_ok=True)
    staged = place.parent / f".{place.name}{TEMPORARY}"
    staged.unlink(missing_ok=True)  # left by a writer that was killed
    try:
        write_file(staged, data, mode)
        staged.replace(place)
    except OSError:
        staged.unlink(missing_ok=True)
        raise
    flush(place.parent)


def _remove(base: Path, path: str) -> None:
    """Remove a file, and the folders that are empty without it."""
    (base / path).unlink()
    folder = (base / path).parent
    with suppress(OSError):
        while folder != base:
            folder.rmdir()
            folder = folder.parent
