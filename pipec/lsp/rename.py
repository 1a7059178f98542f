"""Renaming: every mention of a name at once, or the reason why not."""

import re
from typing import Final, NamedTuple

from .files import Open
from .index import Symbol
from .navigation import Location, connected
from .view import View, views_at
from .workspace import Workspace

_NAME: Final = r"[A-Za-z][A-Za-z0-9_-]{0,49}"
_MEMBER: Final = r"[A-Za-z_][A-Za-z0-9_-]*"
_PATTERNS: Final = {
    "job": (_NAME, "a letter, then at most 49 letters, digits, underscores and dashes"),
    "artifact": (_NAME, "a letter, then at most 49 letters, digits, underscores and dashes"),
    "component": (_NAME, "a letter, then at most 49 letters, digits, underscores and dashes"),
    "environment": (_NAME, "a letter, then at most 49 letters, digits, underscores and dashes"),
    "step": (_MEMBER, "a letter or an underscore, then letters, digits, underscores and dashes"),
    "axis": (_MEMBER, "a letter or an underscore, then letters, digits, underscores and dashes"),
    "anchor": (r"[A-Za-z0-9_-]+", "letters, digits, underscores and dashes"),
}
"""What can be renamed, and what its name looks like. Scripts and callers know the names of all else."""

_NULLS: Final = frozenset({"null", "Null", "NULL"})


class Refusal(NamedTuple):
    """Why something cannot be renamed, one sentence for people."""

    reason: str


def renamable_at(workspace: Workspace, path: str, offset: int, opened: Open) -> tuple[Location, str] | None:
    """Return the name at a place and where it stands, None when it is none that can be renamed."""
    found = _symbol_at(workspace, path, offset, opened)
    if found is None:
        return None
    view, symbol, start, end = found
    return Location(view.model.path_of(view.display), start, end), symbol.name


def rename(workspace: Workspace, path: str, offset: int, new: str, opened: Open) -> tuple[Location, ...] | Refusal:
    """Return the places that the new name replaces, or why it must not."""
    found = _symbol_at(workspace, path, offset, opened)
    if found is None:
        return Refusal("There is no name here that can be renamed.")
    symbol = found[1]
    pattern, described = _PATTERNS[symbol.kind]
    if not re.fullmatch(pattern, new) or new in _NULLS:
        return Refusal(f"`{new}` is no name of a {symbol.kind}: {described}.")
    if new == symbol.name:
        return ()
    places: set[Location] = set()
    for model in connected(workspace, symbol, path, opened):
        if model.names.definitions(symbol._replace(name=new)):
            return Refusal(f"There is a {symbol.kind} `{new}` already.")
        for item in model.names.by_symbol[symbol]:
            span = item.span
            if model.sources[span.path].text[span.start : span.end] != symbol.name:
                line = model.sources[span.path].position(span.start).line
                return Refusal(f"`{symbol.name}` is written with escapes in {span.path}, line {line}.")
            places.add(Location(model.path_of(span.path), span.start, span.end))
    return tuple(sorted(places))


def _symbol_at(workspace: Workspace, path: str, offset: int, opened: Open) -> tuple[View, Symbol, int, int] | None:
    for view in views_at(workspace, path, offset, opened):
        item = view.model.names.at(view.display, offset)
        if item is not None and item.symbol.kind in _PATTERNS and view.model.names.definitions(item.symbol):
            return view, item.symbol, item.span.start, item.span.end
    return None
