"""The open files, kept up to date by what an editor sends."""

from collections.abc import Iterable

from .files import Buffer, Open, path_of
from .positions import Change, Encoding, apply_change


class Buffers:
    """The open files by absolute path. Each change makes a new snapshot; old ones stay as they are."""

    def __init__(self) -> None:
        self.opened: Open = {}
        self.encoding: Encoding = "utf-16"
        self._edits = 0

    def open(self, uri: str, text: str, version: int) -> str | None:
        """Take a file, or its whole new text; return its path, None for what is no file."""
        path = path_of(uri)
        if path is not None:
            self._edits += 1
            self.opened = {**self.opened, path: Buffer(uri, text, version, self._edits)}
        return path

    def change(self, uri: str, changes: Iterable[Change], version: int) -> str | None:
        """Change an open file; return its path, None where it is not open."""
        path = path_of(uri)
        if path is None or path not in self.opened:
            return None
        text = self.opened[path].text
        for change in changes:
            text = apply_change(text, change, self.encoding)
        return self.open(uri, text, version)

    def close(self, uri: str) -> str | None:
        """Let go of a file; return its path, None where it was not open."""
        path = path_of(uri)
        if path is None or path not in self.opened:
            return None
        self.opened = {name: buffer for name, buffer in self.opened.items() if name != path}
        return path
