"""Indented JSON, for the plan and for emitted files: the standard library's own has no C encoder and is slow."""

from collections.abc import Callable
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Final

_LISTS: Final = (list, tuple)
_COLLECTIONS: Final = (dict, list, tuple)
"""Classes for `isinstance` as tuples: it takes half as long as with a union."""

_LONG: Final = 1000
"""Characters of a text that is worth remembering: long scripts stand in several files."""

Scalar = Callable[[object], str]
"""Writes what is no collection, and empty collections; raises for what has no form."""


def indented(data: object, scalar: Scalar | None = None) -> str:
    """Return `data` with two blanks of indentation, without a newline at the end.

    Without a `scalar` of the caller's that is what `json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2)`
    gives: a ValueError for a number that is none or infinite.
    """
    scalar = scalar or _scalar
    if not (isinstance(data, _COLLECTIONS) and data):
        return scalar(data)
    parts: list[str] = []
    _write(data, "", "\n", parts.append, scalar)
    return "".join(parts)


def json_text(text: str) -> str:
    """Return a text in quotes."""
    return encode_basestring(text) if len(text) < _LONG else _remembered(text)


_remembered = lru_cache(maxsize=16)(encode_basestring)


def _write(data: object, lead: str, newline: str, write: Callable[[str], None], scalar: Scalar) -> None:
    """Write `lead` and a collection that is not empty, in as few pieces as may be: large files have millions."""
    inner = newline + "  "
    if isinstance(data, dict):
        lead += "{" + inner
        for key, item in data.items():
            named = f"{lead}{encode_basestring(key)}: "
            if isinstance(item, _COLLECTIONS) and item:
                _write(item, named, inner, write, scalar)
            else:
                write(named + scalar(item))
            lead = "," + inner
        write(newline + "}")
    elif isinstance(data, _LISTS):
        lead += "[" + inner
        for item in data:
            if isinstance(item, _COLLECTIONS) and item:
                _write(item, lead, inner, write, scalar)
            else:
                write(lead + scalar(item))
            lead = "," + inner
        write(newline + "]")


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return json_text(value)
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        if value - value != 0:
            raise ValueError("neither infinity nor what is no number is JSON")
        return float.__repr__(value)
    if isinstance(value, _COLLECTIONS):
        return "{}" if isinstance(value, dict) else "[]"
    raise TypeError(f"{type(value).__name__} has no form in JSON")
