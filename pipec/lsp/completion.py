"""Completion: what can stand at the cursor, in files that are broken most of the time."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from compiler.frontend.tree import Mapping, Node
from compiler.source import Source

from . import comment_completion, form_completion, name_completion
from .cursor import Cursor, find_cursor
from .files import Open, text_of
from .model import Model
from .proposal import Proposal
from .repair import repair
from .roles import Path, key_role, value_role
from .shapes import (
    constants_of,
    default_of,
    facts_of,
    is_collection,
    keys_of,
    node_at,
    required_keys,
    shapes_at,
    values_of,
)
from .view import models_of
from .workspace import Workspace

_KEY: Final = re.compile(r"[\w-]*\Z")
_NAME: Final = re.compile(r"[^\s'\",\[\]{}#]*\Z")
_COLON: Final = re.compile(r"[\w-]*[ \t]*:(?=[ \t\r\n]|\Z)")


class Completions(NamedTuple):
    """What can stand at the cursor, and the offset from which it replaces what is already typed."""

    start: int
    proposals: tuple[Proposal, ...]


def complete(workspace: Workspace, path: str, offset: int, opened: Open) -> Completions:
    """Return what can stand at an offset of a file."""
    text = text_of(path, opened)
    models = models_of(workspace, path, opened)
    if text is None or not models:
        return Completions(offset, ())
    source = Source(path, text)
    comment = comment_completion.complete_comment(workspace, source, path, offset, opened)
    if comment is not None:
        return Completions(*comment)
    cursor = find_cursor(source, offset)
    if cursor is None:
        alias = name_completion.complete_alias(source, offset)
        return Completions(*alias) if alias is not None else Completions(offset, ())
    readable = [_readable(workspace, model) for model in models]
    start, form = form_completion.complete_form(readable, cursor, source, offset)
    if form is not None:
        return Completions(start, _each_once(form))
    return _in_structure(readable, path, source, offset, cursor, opened)


def _readable(workspace: Workspace, model: Model) -> Model:
    """Return a model, or the last good one of its pipeline while the text has lost all of its jobs."""
    best = workspace.best_model(model.request.path)
    return best if best is not None and not model.whole and not model.document.jobs else model


def _in_structure(
    models: list[Model], path: str, source: Source, offset: int, cursor: Cursor, opened: Open
) -> Completions:
    _, tree = repair(source)
    node = node_at(tree, cursor.path)
    start = _start(source.text, offset, _KEY if cursor.part == "key" else _NAME)
    if cursor.part == "key":
        keys = _keys(models, cursor.path, tree, node, _ending(source, offset))
        return Completions(start, _each_once(item for item in keys if item.label not in cursor.others))
    found = list(_values(models, path, cursor, tree, opened))
    if cursor.begins and re.fullmatch(r"[\w-]*", cursor.before) and cursor.plain:
        found += _keys(models, cursor.path, tree, node, _ending(source, offset))
    return Completions(start, _each_once(found))


def _start(text: str, offset: int, pattern: re.Pattern[str]) -> int:
    """Return where the word begins that ends at an offset, on its line."""
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    found = pattern.search(text[line:offset])
    return offset if found is None else line + found.start()


def _ending(source: Source, offset: int) -> str:
    """Return what follows a key that is put in: nothing where a colon is there already."""
    return "" if _COLON.match(source.text, offset) else ":"


def _keys(models: list[Model], path: Path, tree: Node, node: Node | None, ending: str) -> Iterator[Proposal]:
    """Yield the keys that the mapping at a path lacks."""
    shapes = shapes_at(path, tree)
    keys = keys_of(shapes, node)
    there = {entry.key.text for entry in node} if isinstance(node, Mapping) else set()
    required = required_keys(shapes, node)
    for place, (key, shape) in enumerate(keys.items()):
        if key in there:
            continue
        space = " " if ending and not is_collection(shape) else ""
        detail = "required" if key in required else shape.expand().title
        order = f"{0 if key in required else 1}{place:03}"
        yield Proposal(key, "key", detail, facts_of(shape), f"{key}{ending}{space}", order)
    role = key_role((*path, ""))
    for model in models:
        for name in name_completion.names_of_keys(model, path, role):
            if name.label not in there:
                yield name._replace(insert=f"{name.label}{ending}{' ' if ending else ''}")


def _values(models: list[Model], path: str, cursor: Cursor, tree: Node, opened: Open) -> Iterator[Proposal]:
    """Yield the values that may stand at the cursor: names by what they name, words by the schema."""
    for model in models:
        yield from name_completion.names_of_values(model, path, cursor, value_role(cursor.path), opened)
    yield from _first_items(models, path, cursor, tree, opened)
    if cursor.path and isinstance(cursor.path[-1], str):
        shapes = shapes_at(cursor.path[:-1], tree)
        constants = constants_of(shapes, cursor.path[-1])
        for word, description in constants.items():
            yield Proposal(word, "value", "", description, word)
    shapes = shapes_at(cursor.path, tree)
    for word in values_of(shapes):
        yield Proposal(word, "value", "", "", word)
    for shape in shapes:
        default = default_of(shape)
        if default and not is_collection(shape) and default[0] not in "[{":
            yield Proposal(default, "value", "default", "", default)


def _first_items(models: list[Model], path: str, cursor: Cursor, tree: Node, opened: Open) -> Iterator[Proposal]:
    """Yield lists of one item where a list may stand and nothing is typed yet."""
    if cursor.before or cursor.begins or not any(shape.expand().sequence for shape in shapes_at(cursor.path, tree)):
        return
    inside = cursor._replace(path=(*cursor.path, 0))
    names = (
        item
        for model in models
        for item in name_completion.names_of_values(model, path, inside, value_role(inside.path), opened)
    )
    words = (Proposal(word, "value") for word in values_of(shapes_at(inside.path, tree)))
    for item in (*names, *words):
        yield item._replace(label=f"[{item.label}]", insert=f"[{item.text}]")


def _each_once(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Return proposals by label, the first of each."""
    found: dict[str, Proposal] = {}
    for item in proposals:
        found.setdefault(item.label, item)
    return tuple(found.values())
