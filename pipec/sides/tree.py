"""What a side is read through: a tree of files, wherever it is kept."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple, Protocol

MOST_LINKS: Final = 40
"""Through so many links a path may lead, as on Linux."""


class Entry(NamedTuple):
    """What stands at a path: the bytes of a file, or the target of a link."""

    kind: Literal["file", "link", "folder", "other"]
    data: bytes = b""


class Tree(Protocol):
    """Files by their path relative to a root, with `/`. `label` is how people call the side."""

    label: str

    def entry(self, path: str) -> Entry | None:
        """Return what stands at a path, links not followed; None where nothing does."""
        ...

    def pipelines(self, folder: str) -> Iterator[str]:
        """Yield the pipelines at and below a folder, empty for the root, in no order."""
        ...


Snapshot = dict[str, Entry]
"""The files and links that one pipeline is made of, by path."""


def take(tree: Tree, path: str, into: Snapshot) -> Entry | None:
    """Put what a path leads to into a snapshot, with the links on its way; return the file, or None.

    What leads out of the tree ends there: the link is kept, and whoever follows it finds nothing.
    """
    pending, done, hops = path.split("/")[::-1], "", 0
    while pending:
        name = pending.pop()
        if name in {"", "."}:
            continue
        if name == "..":
            if not done:
                return None
            done = done.rpartition("/")[0]
            continue
        at = f"{done}/{name}" if done else name
        entry = into.get(at) or tree.entry(at)
        if entry is None:
            return None
        if entry.kind == "link":
            into[at] = entry
            hops += 1
            target = entry.data.decode(errors="surrogateescape")
            if hops > MOST_LINKS or target.startswith("/"):
                return None
            pending += target.split("/")[::-1]
        elif entry.kind == "folder":
            done = at
        else:
            if pending or entry.kind != "file":
                return None
            into[at] = entry
            return entry
    return None
