"""Where a name is defined and used, across includes and across the pipelines that share a file."""

from collections.abc import Iterator
from typing import NamedTuple

from compiler.frontend.files import include_target

from .files import Open
from .index import Occurrence, Symbol
from .model import Model
from .roles import value_role
from .view import View, views_at
from .workspace import Workspace


class Location(NamedTuple):
    """A range of a file, in offsets of its text."""

    path: str
    start: int
    end: int


class Mention(NamedTuple):
    """A place that names a symbol, and whether it defines it."""

    location: Location
    definition: bool


def definitions_at(workspace: Workspace, path: str, offset: int, opened: Open) -> list[Location]:
    """Return where the name at a place is defined; for the path of an include, the file."""
    found: dict[Location, None] = {}
    for view in views_at(workspace, path, offset, opened):
        for name in view.model.names.every_at(view.display, offset):
            found.update((_location(view.model, item), None) for item in view.model.names.definitions(name.symbol))
        found.update((location, None) for location in _included(view))
    return list(found)


def references_at(
    workspace: Workspace, path: str, offset: int, opened: Open, *, declaration: bool = True
) -> list[Location]:
    """Return every place that names what the name at a place stands for, in the order of files and places."""
    symbols: dict[Symbol, None] = {}
    for view in views_at(workspace, path, offset, opened):
        symbols.update((item.symbol, None) for item in view.model.names.every_at(view.display, offset))
    mentions = {item for symbol in symbols for item in mentions_of(workspace, symbol, path, opened)}
    return sorted({item.location for item in mentions if declaration or not item.definition})


def mentions_of(workspace: Workspace, symbol: Symbol, path: str, opened: Open) -> set[Mention]:
    """Return the mentions of a symbol that a file has, in all pipelines that are connected through a mention."""
    found: set[Mention] = set()
    for model in connected(workspace, symbol, path, opened):
        items = model.names.by_symbol.get(symbol, ())
        found.update(Mention(_location(model, item), item.definition) for item in items)
    return found


def connected(workspace: Workspace, symbol: Symbol, path: str, opened: Open) -> list[Model]:
    """Return the pipelines in which a symbol means the same: each shares a file that mentions it with another."""
    models: dict[str, Model] = {}
    looked, pending = set[str](), [path]
    while pending:
        file = pending.pop()
        if file in looked:
            continue
        looked.add(file)
        for pipeline in workspace.subjects_of(file, opened):
            model = models.get(pipeline) or workspace.model(pipeline, opened)
            files = set() if model is None else {_location(model, item).path for item in _of(model, symbol)}
            if model is not None and file in files:
                models[pipeline] = model
                pending.extend(files)
    return list(models.values())


def _of(model: Model, symbol: Symbol) -> list[Occurrence]:
    return model.names.by_symbol.get(symbol, [])


def _location(model: Model, item: Occurrence) -> Location:
    return Location(model.path_of(item.span.path), item.span.start, item.span.end)


def _included(view: View) -> Iterator[Location]:
    word = view.model.names.word_at(view.display, view.offset)
    if word is None or word.is_key or value_role(word.path) != "include":
        return
    target = include_target(view.model.request.root, view.model.path_of(view.display), word.scalar)
    if isinstance(target, str) and target in view.model.files:
        yield Location(target, 0, 0)
