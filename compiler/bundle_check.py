"""What differs between a bundle on disk and what compiling now would write, without writing."""

import os
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Final, Literal, NamedTuple

from .bundle_files import LOCK, MARKER, SUMS, TEMPORARY, BundleError, Files, read_file, sealed
from .unified_diff import split_lines, unified

NOT_COMPARED: Final = "sourcemap.json"
"""Where things stand in the pipeline file; a comment moves them and changes nothing that runs."""

_DIFFED_LINES: Final = 4000
_EXECUTABLE: Final = 0o111


class Difference(NamedTuple):
    """One file that is not as it should be. `diff` is in the unified format, or one sentence where none helps."""

    path: str
    kind: Literal["missing", "stale", "extra"]
    diff: str


def compare_bundle(directory: str, files: Files) -> list[Difference]:
    """Return how the bundle at `directory` differs from `files`, sorted by path; nothing when it is up to date.

    Of modes only the executable bit counts: version control keeps no other. A BundleError when it cannot be read.
    """
    root = Path(os.path.realpath(directory))
    there = set(_names(root))
    expected = _with_map_of_disk(root, there, files)
    found = [difference for path in expected for difference in compare_file(root, path, *expected[path])]
    extra = [Difference(path, "extra", "") for path in there - expected.keys()]
    telling = [difference for difference in found + extra if difference.path not in {MARKER, SUMS}]
    return sorted(telling or found)  # when a file differs, its checksum does too, and says nothing more


def compare_file(root: Path, path: str, data: bytes, mode: int) -> Iterator[Difference]:
    """Yield how one file below `root` differs from what it should be, if it does."""
    try:
        there, mode_there = read_file(root, path)
    except (FileNotFoundError, NotADirectoryError):
        yield Difference(path, "missing", told(path, b"", data))
    except OSError as error:
        raise BundleError(f"`{root / path}`: {error.strerror}; repair that, then compile again") from error
    else:
        if there != data:
            yield Difference(path, "stale", told(path, there, data))
        elif bool(mode_there & _EXECUTABLE) != bool(mode & _EXECUTABLE):
            yield Difference(path, "stale", f"{path} has the mode {mode_there:o}, should have {mode:o}\n")


def _with_map_of_disk(root: Path, there: set[str], files: Files) -> dict[str, tuple[bytes, int]]:
    """Return what the disk should hold if its source map, which is not compared, stays as it is."""
    if NOT_COMPARED in files and NOT_COMPARED in there:
        files = {**files, NOT_COMPARED: read_file(root, NOT_COMPARED)}
    return sealed(files)


def _names(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        below = Path(folder).relative_to(root)
        if below == Path():
            folders[:] = [name for name in folders if not name.startswith(TEMPORARY)]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        yield from (name for each in (*names, *links) if (name := (below / each).as_posix()) != LOCK)


def told(path: str, old: bytes, new: bytes) -> str:
    """Return the difference of two texts, or one sentence where it would not be readable or take too long."""
    try:
        before, after = old.decode(), new.decode()
    except UnicodeDecodeError:
        return f"{path} is binary: {len(old)} bytes, should be {len(new)}\n"
    lines, others = split_lines(before), split_lines(after)
    if len(lines) + len(others) > _DIFFED_LINES:
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(lines, others, strict=False)))
        return f"{path} differs from line {same + 1} on ({len(lines)} lines, should be {len(others)})\n"
    return unified(before, after, f"{path} (on disk)", f"{path} (compiled now)")
