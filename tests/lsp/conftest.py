"""A repository, what is open in it, and the pure functions over both."""

from pathlib import Path
from typing import NamedTuple

import pytest

from pipec.lsp.files import Buffer
from pipec.lsp.workspace import Workspace
from tests.pipec.command_line import write


class Editor:
    """Files on disk and open texts, in which `|` marks the cursor."""

    def __init__(self, folder: Path) -> None:
        self.folder = write(folder, {})
        self.workspace = Workspace()
        self.opened: dict[str, Buffer] = {}
        self._edits = 0

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def disk(self, **files: str) -> None:
        write(self.folder, files)

    def write(self, files: dict[str, str]) -> None:
        write(self.folder, files)

    def open(self, text: str, name: str = "pipeline.yaml", *, cursor: bool = True) -> "Place":
        """Open a text; return the place of the last `|` that is no block scalar's."""
        offset = text.rindex("|") if cursor else 0
        text = text[:offset] + text[offset + 1 :] if cursor else text
        self._edits += 1
        path = self.path(name)
        self.opened = {**self.opened, path: Buffer((self.folder / name).as_uri(), text, self._edits, self._edits)}
        return Place(path, offset, text)


class Place(NamedTuple):
    path: str
    offset: int
    text: str


@pytest.fixture
def editor(tmp_path):
    return Editor(tmp_path / "repository")
