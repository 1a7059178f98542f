"""Nodes of an emitted file: by the keys, names and values that an engine's message has."""

import re
from collections.abc import Iterator
from typing import Any

from compiler.backends.traced import escape

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_QUOTED = re.compile(r"\"([^\"]*)\"|`([^`]*)`|'([^']*)'")
_SHORTEST = 3
"""A key with fewer letters is found in any text."""


def at(data: Any, pointer: str) -> Any:
    """Return the node of a pointer, None where there is none."""
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list) and key.isdecimal() and int(key) < len(data):
            data = data[int(key)]
        else:
            return None
    return data


def children(data: Any, pointer: str) -> Iterator[tuple[str, str, Any]]:
    """Yield what is right below a node: pointer, key or index as text, and value."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield f"{pointer}/{escape(str(key))}", str(key), value


def below(data: Any, pointer: str) -> Iterator[tuple[str, str, Any]]:
    """Yield all below the node of `pointer`, the nearer first, in the order of the file."""
    level = [(pointer, "", at(data, pointer))]
    while level:
        level = [child for here, _, value in level for child in children(value, here)]
        yield from level


def quoted(message: str) -> list[str]:
    """Return what stands in quotes."""
    return [next(filter(None, groups), "") for groups in _QUOTED.findall(message)]


def mentioned(data: Any, pointer: str, message: str) -> str:
    """Return the node at or below `pointer` that a message means: by a value in quotes, else by a key's name.

    Of several keys the longest is meant, of one that is there several times the nearest. Empty where none is named, or
    where one is as near as another.
    """
    names = set(quoted(message))
    nodes = list(below(data, pointer))
    for here, _, value in nodes:
        if isinstance(value, str) and value in names:
            return here
    keys = {key for _, key, _ in nodes if key in names or _is_named(key, message)}
    longest = max(keys, key=lambda key: (key in names, len(key)), default="")
    places = [here for here, key, _ in nodes if longest and key == longest]
    nearest = [here for here in places if here.count("/") == places[0].count("/")]
    return nearest[0] if len(nearest) == 1 else ""


def _is_named(key: str, message: str) -> bool:
    """Tell whether the words of a key stand in a message: `MinHealthyTime` in `Minimum healthy time`."""
    words = _WORDS.findall(key)
    if len("".join(words)) < _SHORTEST:
        return False
    pattern = r"[a-z]*[\s_-]*".join(re.escape(word) for word in words)
    return re.search(rf"\b{pattern}s?\b", message, re.IGNORECASE) is not None


def along(data: Any, path: str) -> str:
    """Return the pointer of a path with dots, as far as it leads; keys may have dots themselves.

    `[name]` is `.name`, `[]` is every item of a list: the list is meant then.
    """
    pointer, rest = "", re.sub(r"\[([^\]]*)\]", r".\1", path).strip(".")
    while rest:
        found = _step(at(data, pointer), pointer, rest)
        if found is None:
            return pointer
        pointer, rest = found
    return pointer


def _step(node: Any, pointer: str, rest: str) -> tuple[str, str] | None:
    keys = [(here, key) for here, key, _ in children(node, pointer) if rest == key or rest.startswith(f"{key}.")]
    if not keys:
        return None
    here, key = max(keys, key=lambda item: len(item[1]))
    return here, rest[len(key) + 1 :]
