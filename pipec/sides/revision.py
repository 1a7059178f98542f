"""A commit's tree as a side."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from compiler.frontend.files import is_pipeline, is_searched

from .objects import Objects
from .submodules import SUBMODULE, Submodules
from .tree import Entry

_FOLDER, _LINK = "40000", "120000"
_FOREIGN: Final = frozenset({"pyvenv.cfg", "CACHEDIR.TAG"})


class Item(NamedTuple):
    """An item of a tree object: its mode as git writes it, and its object."""

    mode: str
    id: str


class Revision:
    """The files of a tree object and the commit that has it, as `find_tree` found both; read when asked for.

    Files in submodules are there too where these are checked out below `top`.
    """

    def __init__(self, objects: Objects, found: tuple[str, str], label: str, top: str = "") -> None:
        self.label = label
        self._submodules = Submodules(objects, top, label, self._named_commit)
        self._tree, self.commit = found
        self._objects = objects
        self._folders: dict[str, dict[str, Item]] = {}
        self._known: dict[str, Entry] = {}

    def entry(self, path: str) -> Entry | None:
        """Return what stands at a path."""
        item = self._item(path)
        if item is None:
            return self._submodules.entry(path)
        if item.mode == _FOLDER:
            return Entry("folder")
        if item.mode == SUBMODULE:
            return Entry("folder" if self._submodules.is_here(path) else "other")
        if path not in self._known:
            data = self._objects.need(item.id, f"`{self.label}:{path}`").data
            self._known[path] = Entry("link" if item.mode == _LINK else "file", data)
        return self._known[path]

    def pipelines(self, folder: str) -> Iterator[str]:
        """Yield the pipelines below a folder, found as those on a disk are."""
        level = [folder]
        while level:
            below: list[str] = []
            self._read_all(level)
            for at in level:
                items = self._items(at)
                if at != folder and not _FOREIGN.isdisjoint(items):
                    continue
                prefix = f"{at}/" if at else ""
                for name, item in items.items():
                    if item.mode == _FOLDER:
                        if is_searched(name):
                            below.append(prefix + name)
                    elif item.mode != SUBMODULE and is_pipeline(prefix + name):
                        yield prefix + name
            level = below

    def _read_all(self, folders: list[str]) -> None:
        """Read folders in one go, whose parents are read."""
        unread = {at: item.id for at in folders if at and at not in self._folders and (item := self._item(at))}
        for at, found in zip(unread, list(self._objects.find_all(list(unread.values()))), strict=True):
            if found is not None:
                self._folders[at] = parse_tree(found.data, len(found.id) // 2)

    def _named_commit(self, path: str) -> str:
        """Return the commit of a submodule, empty where a path is none."""
        item = self._item(path)
        return item.id if item is not None and item.mode == SUBMODULE else ""

    def _item(self, path: str) -> Item | None:
        folder, _, name = path.rpartition("/")
        return self._items(folder).get(name)

    def _items(self, folder: str) -> dict[str, Item]:
        if folder not in self._folders:
            self._folders[folder] = self._read(folder)
        return self._folders[folder]

    def _read(self, folder: str) -> dict[str, Item]:
        identifier = self._tree
        if folder:
            item = self._item(folder)
            if item is None or item.mode != _FOLDER:
                return {}
            identifier = item.id
        data = self._objects.need(identifier, f"`{self.label}:{folder}`").data
        return parse_tree(data, len(identifier) // 2)


def parse_tree(data: bytes, size: int) -> dict[str, Item]:
    """Return the items of a tree object by name; ids have `size` bytes."""
    found, at = {}, 0
    while at < len(data):
        zero = data.index(b"\0", at)
        mode, _, name = data[at:zero].partition(b" ")
        at = zero + 1 + size
        found[name.decode(errors="surrogateescape")] = Item(mode.decode(), data[zero + 1 : at].hex())
    return found
