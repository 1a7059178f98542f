"""Everything that planning one pipeline reads, taken from a side without planning it."""

# ruff: noqa: PTH118, PTH120 - pathlib costs 2 ms at start-up

import os
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from .tree import Entry, Snapshot, Tree, take

LOCK: Final = "pipec.lock"
CONFIGURATIONS: Final = (".pipec.toml", "pyproject.toml")

Includes = Callable[[bytes], tuple[str, ...]]
"""What a file includes, by its bytes."""

_ESCAPED: Final = re.compile(rb"\\[xuU]|\\\r?\n")


class Needed(NamedTuple):
    """What a pipeline is made of: every file and link by its path, and the files that its plan may name.

    The two differ where links are on the way: `files` has the paths that were written.
    """

    snapshot: Snapshot
    files: dict[str, Entry]


def needed(tree: Tree, path: str, includes: Includes) -> Needed:
    """Return the files and links that the plan of the pipeline at `path` is made of.

    These are the pipeline, what it includes, the lock beside it, and the configurations from its folder upwards. What
    is not there is not in it; nothing else is read.
    """
    snapshot: Snapshot = {}
    files = _with_includes(tree, path, includes, snapshot)
    folder = os.path.dirname(path)
    lock = os.path.join(folder, LOCK)
    entry = take(tree, lock, snapshot)
    if entry is not None:
        files[lock] = entry
    _take_configurations(tree, folder, snapshot)
    return Needed(snapshot, files)


def _take_configurations(tree: Tree, folder: str, snapshot: Snapshot) -> None:
    while True:
        for name in CONFIGURATIONS:
            found: Snapshot = {}
            entry = take(tree, os.path.join(folder, name), found)
            if entry is not None and (name != CONFIGURATIONS[1] or b"pipec" in entry.data):
                snapshot.update(found)
        if not folder:
            return
        folder = os.path.dirname(folder)


def _with_includes(tree: Tree, path: str, includes: Includes, snapshot: Snapshot) -> dict[str, Entry]:
    files: dict[str, Entry] = {}
    pending, seen = [path], {path}
    while pending:
        at = pending.pop()
        entry = take(tree, at, snapshot)
        if entry is None:
            continue
        files[at] = entry
        for name in includes(entry.data) if may_include(entry.data) else ():
            target = os.path.normpath(os.path.join(os.path.dirname(at), name))
            if _is_sound(name) and target not in seen and not target.startswith("../"):
                seen.add(target)
                pending.append(target)
    return files


def _is_sound(name: str) -> bool:
    return bool(name) and not name.startswith("/") and "\0" not in name


def may_include(data: bytes) -> bool:
    """Tell whether a file may have the key `include`, also one that is written with escapes."""
    return b"include" in data or _ESCAPED.search(data) is not None


def read_includes(data: bytes) -> tuple[str, ...]:
    """Return the texts of a file's list `include`, none where it has none or is no YAML."""
    from compiler.frontend.document import scalars
    from compiler.frontend.files import decode_source
    from compiler.frontend.tree import Mapping
    from compiler.frontend.yaml import load_tree
    from compiler.source import Source

    source = decode_source("", data)
    tree = load_tree(source)[0] if isinstance(source, Source) else None
    if not isinstance(tree, Mapping):
        return ()
    return tuple(item.text for item in scalars(tree.get("include")))
