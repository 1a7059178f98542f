"""A folder on the disk as a side: the working tree, or any other."""

# ruff: noqa: PTH115, PTH118, PTH120, PTH123 - pathlib costs 2 ms at start-up

import os
import stat
from collections.abc import Iterator

from compiler.frontend.files import MAX_BYTES, find_pipelines

from .tree import Entry


class Folder:
    """The files below an absolute folder, read when they are asked for, each once."""

    def __init__(self, root: str, label: str) -> None:
        self.root = root
        self.label = label
        self._known: dict[str, Entry | None] = {}

    def entry(self, path: str) -> Entry | None:
        """Return what stands at a path."""
        if path not in self._known:
            self._known[path] = self._look(path)
        return self._known[path]

    def put(self, path: str, data: bytes) -> None:
        """Let a file stand at a path, whatever the disk has there: standard input."""
        self._known[path] = Entry("file", data)

    def pipelines(self, folder: str) -> Iterator[str]:
        """Yield the pipelines below a folder."""
        prefix = f"{folder}/" if folder else ""
        for path in find_pipelines(os.path.join(self.root, folder)):
            yield prefix + path

    def _look(self, path: str) -> Entry | None:
        at = os.path.join(self.root, path)
        try:
            mode = os.lstat(at).st_mode
            if stat.S_ISLNK(mode):
                return Entry("link", os.fsencode(self._inside(path, os.readlink(at))))
            if stat.S_ISDIR(mode):
                return Entry("folder")
            return Entry("file", _read(at)) if stat.S_ISREG(mode) else Entry("other")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError):
            return Entry("other")

    def _inside(self, path: str, target: str) -> str:
        """Return the target of a link, relative where it is absolute and leads into this folder."""
        root = f"{os.path.realpath(self.root)}/"
        if not target.startswith("/") or not f"{os.path.realpath(target)}/".startswith(root):
            return target
        return os.path.relpath(os.path.realpath(target)[len(root) :] or ".", os.path.dirname(path) or ".")


def _read(path: str) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb", buffering=0) as file:
        chunks, left = [], MAX_BYTES + 1
        while left > 0 and (chunk := file.read(left)):
            chunks.append(chunk)
            left -= len(chunk)
        return b"".join(chunks)
