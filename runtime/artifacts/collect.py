"""From a workspace to the tree of an artifact: what the globs select, read once, never followed out."""

import contextlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from compiler.ir.globs import fixed_folder, matcher

from ..errors import ArtifactError
from .links import relative, resolve
from .manifest import Entry, refusal, refusal_of_link
from .objects import Batch, ReadInto
from .walk import Found, fault, opened_folder, printable, walk

_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
)
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def collect(batch: Batch, workspace: Path, globs: Sequence[str], seen_as: Sequence[str] = ()) -> list[Entry]:
    """Store all that the globs select; return its entries by path.

    Args:
        batch: Where contents go.
        workspace: The root: what lies outside is never read.
        globs: As the language has them, relative to the root.
        seen_as: Absolute paths that programs know the root by; links to below them count as inside.

    Raises:
        ArtifactError: A link leads out, something is neither file nor link, cannot be read, changed while it was read,
            or has a name that not every system can keep.
    """
    roots = (str(workspace), os.path.realpath(workspace), *seen_as)
    with opened_folder(str(workspace.resolve())) as root:
        return [_entry(batch, found, root, roots) for found in _selected(root, globs)]


def collect_file(batch: Batch, path: Path) -> list[Entry]:
    """Store one file; return its entry, whose path is its name. ArtifactError as of `collect`."""
    try:
        path = path.resolve(strict=True)
    except OSError as error:
        raise fault(str(path), error) from error
    with opened_folder(str(path.parent)) as folder:
        return [_entry(batch, Found(path.name, path.name, folder, is_link=False), folder, ())]


def _selected(root: int, globs: Sequence[str]) -> Iterator[Found]:
    selects = matcher(globs)
    wanted = _wanted(globs)
    return (found for found in walk(root, "", wanted) if selects(os.fsencode(found.path)))


def _wanted(globs: Iterable[str]) -> Callable[[str], bool]:
    """Return what says whether anything below a folder can be selected, so that others are not even read."""
    starts = {fixed_folder(glob) for glob in globs}
    if "" in starts:
        return lambda _: True
    above = {start[:at] for start in starts for at in range(len(start) + 1) if at == len(start) or start[at] == "/"}
    below = tuple(f"{start}/" for start in starts)
    return lambda folder: folder in above or folder.startswith(below)


def _entry(batch: Batch, found: Found, root: int, roots: Sequence[str]) -> Entry:
    reason = refusal(found.path)
    if reason:
        raise ArtifactError(
            f"{printable(found.path)} cannot be kept: it {reason}", "Rename it, or keep it in an archive."
        )
    return Entry(found.path, link=_target(found, root, roots)) if found.is_link else _file(batch, found)


def _target(found: Found, root: int, roots: Sequence[str]) -> str:
    """Return the target of a link, an absolute one as the relative one that means the same."""
    with _telling(found):
        target = os.readlink(found.name, dir_fd=found.folder)
    start = found.path.split("/")[:-1]
    place = resolve(start, target, lambda path: _read_link(root, path), roots)
    if place is not None and target.startswith("/"):
        target = relative(start, place)
    reason = "leads out of the workspace" if place is None else refusal_of_link(target)
    if reason:
        raise ArtifactError(
            f"{printable(found.path)} cannot be kept: it is a link to {printable(target)}, which {reason}",
            "Keep what it points to instead, or make it point to a file in the workspace.",
        )
    return target


def _read_link(root: int, path: str) -> str | None:
    try:
        return os.readlink(path, dir_fd=root)
    except OSError:  # no link, or nothing at all
        return None


def _file(batch: Batch, found: Found) -> Entry:
    source = _opened(found)
    try:
        before = os.fstat(source)
        stored = batch.add(_reader(found, source, before.st_size))
        after = os.fstat(source)
    finally:
        os.close(source)
    if _version(before) != _version(after) or stored.size != after.st_size:
        raise _changed(found)
    return Entry(found.path, stored.digest, stored.size, bool(after.st_mode & stat.S_IXUSR))


def _reader(found: Found, source: int, size: int) -> ReadInto:
    """Return what reads so many bytes and no more: somebody may write faster than we read."""
    left = size

    def read_into(view: memoryview) -> int:
        nonlocal left
        with _telling(found):
            count = os.readv(source, [view[:left]]) if left else 0
        left -= count
        return count

    return read_into


def _opened(found: Found) -> int:
    """Open a file, which it must be before and after: opening a device or a pipe can do things."""
    with _telling(found):
        mode = os.stat(found.name, dir_fd=found.folder, follow_symlinks=False).st_mode
        if not stat.S_ISREG(mode):
            kind = next((word for test, word in _KINDS if test(mode)), "no file any more")
            raise ArtifactError(f"{printable(found.path)} cannot be kept: it is {kind}", "Leave it out of the globs.")
        source = os.open(found.name, _READ, dir_fd=found.folder)
        if not stat.S_ISREG(os.fstat(source).st_mode):
            os.close(source)
            raise _changed(found)
        return source


@contextlib.contextmanager
def _telling(found: Found) -> Iterator[None]:
    """Say of which file an error of the system is."""
    try:
        yield
    except OSError as error:
        raise fault(found.path, error) from error


def _version(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _changed(found: Found) -> ArtifactError:
    return ArtifactError(
        f"{printable(found.path)} changed while it was read",
        "Some program still writes it: let the last step wait for it.",
    )
