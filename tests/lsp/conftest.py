"""A repository with what is open in it, for the pure functions over both; servers that run, and their clients."""

from pathlib import Path
from typing import NamedTuple

import pytest

from pipec.lsp.files import Buffer
from pipec.lsp.workspace import Workspace
from tests.lsp.client import Client
from tests.lsp.servers import QUIET, TEXT
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


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "repository", {"pipeline.yaml": TEXT, **QUIET})


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Return a list with a server that many tests share: starting one takes as long as all that they ask of it."""
    clients = [Client(tmp_path_factory.mktemp("first"))]
    yield clients
    for each in clients:
        with each:
            pass


@pytest.fixture
def client(running, folder):
    """Return a client of a shared server, in a repository of its own."""
    if running[-1].process.poll() is not None:
        running.append(Client(folder))
    shared = running[-1]
    shared.enter(folder)
    yield shared
    shared.leave()


@pytest.fixture
def fresh(folder):
    """Return a client of a server that no other test sees."""
    with Client(folder) as client:
        yield client
