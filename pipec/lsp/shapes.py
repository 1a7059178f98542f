"""What the schema says of a place: its shape, its keys, its values, in words."""

import json
from collections.abc import Iterator

from compiler.frontend.schema import Choice, Json, MappingShape, Shape
from compiler.frontend.tree import Mapping, Node, Scalar, Sequence

from .model import schema
from .roles import Path


def node_at(tree: Node | None, path: Path) -> Node | None:
    """Return the node at a path of a tree, None when there is none."""
    for step in path:
        if isinstance(tree, Mapping) and isinstance(step, str):
            tree = tree.get(step)
        elif isinstance(tree, Sequence) and isinstance(step, int) and step < len(tree.items):
            tree = tree.items[step]
        else:
            return None
    return tree


def shapes_at(path: Path, tree: Node | None) -> list[Shape]:
    """Return what may stand at a path: one shape, or several where the tree does not say yet which.

    The `tree` is a file as far as it can be read; keys of it tell alternatives apart.
    """
    shapes = [schema().definition("document").expand()]
    for depth, step in enumerate(path):
        node = node_at(tree, path[:depth])
        shapes = [inner.expand() for shape in shapes for inner in _inside(shape, step, node)]
    return shapes


def _inside(shape: Shape, step: str | int, node: Node | None) -> Iterator[Shape]:
    if isinstance(step, int):
        if shape.sequence is not None:
            yield shape.sequence.items
        return
    for mapping in mappings_of(shape, node):
        if step in mapping.properties:
            yield mapping.properties[step][0]
        elif mapping.extra is not None:
            yield mapping.extra


def mappings_of(shape: Shape, node: Node | None) -> list[MappingShape]:
    """Return the mappings that may stand where a shape is wanted: one, or all that a node does not rule out."""
    mapping = shape.expand().mapping
    if not isinstance(mapping, Choice):
        return [] if mapping is None else [mapping]
    if isinstance(node, Mapping):
        chosen = _chosen(mapping, node)
        if chosen is not None:
            return [chosen]
    return ([mapping.default] if mapping.default else []) + list(dict.fromkeys(mapping.table.values()))


def _chosen(choice: Choice, node: Mapping) -> MappingShape | None:
    if not choice.key:
        return next((found for key, found in choice.table.items() if node.get(key) is not None), None)
    value = node.get(choice.key)
    return choice.table.get(value.text, choice.default) if isinstance(value, Scalar) else None


def keys_of(shapes: list[Shape], node: Node | None) -> dict[str, Shape]:
    """Return the keys that may stand in a mapping of these shapes, each with the shape of its value."""
    found: dict[str, Shape] = {}
    for shape in shapes:
        for mapping in mappings_of(shape, node):
            for key, (value, _) in mapping.properties.items():
                found.setdefault(key, value)
    return found


def required_keys(shapes: list[Shape], node: Node | None) -> frozenset[str]:
    """Return the keys that a mapping of these shapes must have."""
    mappings = [mapping for shape in shapes for mapping in mappings_of(shape, node)]
    return frozenset(key for mapping in mappings for key in mapping.keys(mapping.required))


def values_of(shapes: list[Shape]) -> dict[str, str]:
    """Return the words that may stand as a value, each with what is said of it: enumerations and booleans."""
    found: dict[str, str] = {}
    for shape in shapes:
        scalar = shape.expand().scalar
        for alternative in scalar.alternatives if scalar is not None and not scalar.text else ():
            if alternative.values is not None:
                found.update((_written(value), shape.description) for value in alternative.values)
            elif "boolean" in alternative.types and alternative.pattern is None:
                found.update({"true": "", "false": ""})
    return found


def constants_of(shapes: list[Shape], key: str) -> dict[str, str]:
    """Return the values of a key that tells alternatives of a mapping apart, each with its description."""
    found: dict[str, str] = {}
    for shape in shapes:
        choice = shape.expand().mapping
        if not isinstance(choice, Choice) or choice.key != key or choice.default is not None:
            continue
        for mapping in choice.table.values():
            if key in mapping.properties:
                value = mapping.properties[key][0].expand()
                found.update((word, value.description) for word in values_of([value]))
    return found


def facts_of(shape: Shape) -> str:
    """Return what the schema says of a value, as Markdown: its description, its type, default, values, examples."""
    raw = schema().resolve(shape.source)
    shape.expand()
    parts = [shape.description]
    if shape.title:
        parts.append(f"Type: {shape.title}")
    values = [word for word in values_of([shape]) if word not in {"true", "false"}]
    if values:
        parts.append("One of " + ", ".join(f"`{word}`" for word in values))
    if "default" in raw:
        parts.append(f"Default: `{_written(raw['default'])}`")
    examples = [f"`{_written(example)}`" for example in shape.examples]
    if examples and not values:
        parts.append("For example " + ", ".join(examples))
    return "  \n".join(filter(None, [_sentence(part) for part in parts]))


def default_of(shape: Shape) -> str:
    """Return the default of a value as it would be written, nothing where there is none."""
    raw = schema().resolve(shape.source)
    return _written(raw["default"]) if "default" in raw else ""


def is_collection(shape: Shape) -> bool:
    """Tell whether only a list or a mapping may stand there."""
    shape.expand()
    return shape.scalar is None and (shape.sequence is not None or shape.mapping is not None)


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "…")) else f"{text}."


def _written(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
