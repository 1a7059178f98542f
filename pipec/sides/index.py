"""The index as a side: what the next commit would hold."""

from collections.abc import Iterator
from typing import Final

from compiler.frontend.files import is_pipeline, is_searched

from .git import GitError, ask
from .objects import Objects
from .submodules import SUBMODULE, Submodules
from .tree import Entry

INDEX = "index"
_FOREIGN: Final = ("pyvenv.cfg", "CACHEDIR.TAG")


class Index:
    """The files of the index; one with conflicts is refused when it is asked for."""

    def __init__(self, objects: Objects, top: str = "") -> None:
        self.label = INDEX
        self._submodules = Submodules(objects, top, INDEX, self._named_commit)
        self._objects = objects
        self._files: dict[str, tuple[str, str]] = {}
        self._folders: set[str] = set()
        self._conflicts: set[str] = set()
        self._read()

    def entry(self, path: str) -> Entry | None:
        """Return what stands at a path."""
        if path in self._conflicts:
            raise GitError(f"`{path}` has conflicts in the index; resolve them and `git add` it.")
        if path in self._folders:
            return Entry("folder")
        if path not in self._files:
            return self._submodules.entry(path)
        mode, identifier = self._files[path]
        if mode == SUBMODULE:
            return Entry("folder" if self._submodules.is_here(path) else "other")
        data = self._objects.need(identifier, f"`{path}` of the index").data
        return Entry("link" if mode == "120000" else "file", data)

    def pipelines(self, folder: str) -> Iterator[str]:
        """Yield the pipelines below a folder, found as those on a disk are."""
        prefix = f"{folder}/" if folder else ""
        for path in (*self._files, *self._conflicts):
            if path.startswith(prefix) and is_pipeline(path) and self._is_searched(prefix, path[len(prefix) :]):
                yield path

    def _named_commit(self, path: str) -> str:
        """Return the commit of a submodule, empty where a path is none."""
        mode, identifier = self._files.get(path, ("", ""))
        return identifier if mode == SUBMODULE else ""

    def _is_searched(self, prefix: str, path: str) -> bool:
        at = prefix
        for name in path.split("/")[:-1]:
            at += f"{name}/"
            if not is_searched(name) or any(at + mark in self._files for mark in _FOREIGN):
                return False
        return True

    def _read(self) -> None:
        answer = ask("ls-files", "--stage", "-z", "--full-name", ":/")
        if answer.code:
            raise GitError(f"Git cannot read the index: {answer.errors.removeprefix('fatal: ')}")
        for line in answer.out.split(b"\0")[:-1]:
            about, _, name = line.partition(b"\t")
            mode, identifier, stage = about.decode().split()
            path = name.decode(errors="surrogateescape")
            if stage != "0":
                self._conflicts.add(path)
            else:
                self._files[path] = (mode, identifier)
            self._folders.update(path[:at] for at, char in enumerate(path) if char == "/")
