"""Keys that a mapping does not have, and which key was meant."""

from collections.abc import Iterator
from typing import cast

from ..diagnostics import Diagnostic
from ..diagnostics.nearest import nearest
from .rules.unknown_key import unknown_key
from .schema import Choice, MappingShape, Shape
from .tree import Entry, Mapping


def explain_unknown(entry: Entry, mapping: MappingShape, node: Mapping, *, used: bool) -> Diagnostic:
    """Return the diagnostic of a key that `mapping` does not have."""
    text = entry.key.text
    meant = meant_key(text, mapping, node)
    owner = None if meant else _owner(text, mapping)
    diagnostic = unknown_key(entry.key, mapping.title, mapping.properties, meant, owner)
    fix = diagnostic.fix
    if fix is not None and (used or entry.merged is not None):
        return diagnostic._replace(fix=fix._replace(safe=False))
    return diagnostic


def meant_keys(mapping: MappingShape, node: Mapping) -> set[str]:
    """Return the keys that the unknown keys of a mapping were meant to be."""
    if mapping.extra is not None:
        return set()
    unknown = (entry.key.text for entry in node if entry.key.text not in mapping.properties)
    meant = (
        meant_key(text, mapping, node) for text in unknown if not any(one.search(text) for one, _ in mapping.patterns)
    )
    return {key for key in meant if key is not None}


def meant_key(text: str, mapping: MappingShape, node: Mapping) -> str | None:
    """Return the key that other systems call `text`, else the nearest; none that is already there."""
    absent = [key for key in mapping.properties if _is_absent(node, key)]
    folded = text.casefold().replace("-", "_")
    for key in absent:
        names = cast("list[str]", mapping.properties[key][0].source.get("x-also-called", []))
        if any(folded == name.casefold() for name in names):
            return key
    return nearest(text, absent)


def _is_absent(node: Mapping, key: str) -> bool:
    """Tell whether a mapping does not itself give a key: one that is merged in may be meant to be replaced."""
    entry = node.entry(key)
    return entry is None or entry.merged is not None


def _owner(text: str, mapping: MappingShape) -> str | None:
    """Return the title of a mapping inside this one that has the key."""
    for shape, _ in mapping.properties.values():
        for inner in _inner(shape.expand()):
            if text in inner.properties:
                return inner.title
    return None


def _inner(shape: Shape) -> Iterator[MappingShape]:
    """Yield the mappings that stand under a key: itself, its items, its values."""
    below = [shape]
    if shape.sequence is not None:
        below.append(shape.sequence.items.expand())
    if isinstance(shape.mapping, MappingShape) and shape.mapping.extra is not None:
        below.append(shape.mapping.extra.expand())
    for one in below:
        mapping = one.mapping.default if isinstance(one.mapping, Choice) else one.mapping
        if mapping is not None:
            yield mapping
