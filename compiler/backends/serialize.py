"""Data of emitted files as bytes: JSON and YAML, in the order in which a backend built it, always the same bytes.

Data are dictionaries with string keys, lists and tuples, strings, integers, finite floats, booleans and None, and
subclasses of these such as `Traced`. Anything else is a TypeError, infinities and lone surrogates a ValueError.

Both writers are our own because data this restricted allow it: measured, PyYAML's C dumper has a sixth of this speed
(its C emitter fed with events a third), and the standard library's indented JSON, which has no C encoder, two fifths.
"""

from collections.abc import Callable
from math import isfinite
from typing import Final

from ..ir.json_text import indented, json_text
from .scalars import line_scalar, text_scalar

_STEP: Final = "  "
_LISTS: Final = (list, tuple)
_COLLECTIONS: Final = (dict, list, tuple)
"""Classes for `isinstance` as tuples: it takes half as long as with a union."""

_SIMPLE_KEY: Final = 1000
"""Longer keys are written with `?`; a parser gives up its search for the colon after 1024 characters."""


def json_bytes(data: object) -> bytes:
    """Write `data` as JSON: two blanks of indentation, UTF-8 unescaped, a newline at the end."""
    return f"{indented(data, _json_scalar)}\n".encode()


def _json_scalar(value: object) -> str:
    return _scalar(value, json_text)


def yaml_bytes(data: object, header: str = "") -> bytes:
    """Write `data` as block style YAML without aliases or folded lines; `header` becomes comment lines above it."""
    out = [f"# {line}".rstrip() + "\n" for line in header.splitlines()]
    if isinstance(data, dict) and data:
        _yaml_mapping(data, "", "", out.append)
    elif isinstance(data, _LISTS) and data:
        _yaml_sequence(data, "", "", out.append)
    else:
        out.append(f"{_scalar(data, line_scalar)}\n")
    return "".join(out).encode()


def _scalar(value: object, text: Callable[[str], str]) -> str:
    """Write what stands on one line in JSON and YAML alike, strings by `text`."""
    if isinstance(value, str):
        return text(value)
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, _COLLECTIONS) and not value:
        return "{}" if isinstance(value, dict) else "[]"
    raise TypeError(f"{type(value).__name__} has no form in an emitted file")


def _float(value: float) -> str:
    if not isfinite(value):
        raise ValueError(f"{value} has no form in an emitted file")
    shown = float.__repr__(value)
    mantissa, exponent, power = shown.partition("e")
    return shown if "." in mantissa else f"{mantissa}.0{exponent}{power}"  # YAML 1.1 wants the point


def _yaml_mapping(data: dict[str, object], first: str, indent: str, write: Callable[[str], None]) -> None:
    """Write a mapping's lines; `first` stands before its first key, `indent` before all others."""
    lead = first
    inner = indent + _STEP
    for key, value in data.items():
        shown = line_scalar(key)
        if len(shown) > _SIMPLE_KEY:
            shown = f"? {shown}\n{indent}"
        if isinstance(value, str):
            write(f"{lead}{shown}: {text_scalar(value, inner)}\n")
        elif isinstance(value, dict) and value:
            write(f"{lead}{shown}:\n")
            _yaml_mapping(value, inner, inner, write)
        elif isinstance(value, _LISTS) and value:
            write(f"{lead}{shown}:\n")
            _yaml_sequence(value, inner, inner, write)
        else:
            write(f"{lead}{shown}: {_scalar(value, line_scalar)}\n")
        lead = indent


def _yaml_sequence(
    items: list[object] | tuple[object, ...],
    first: str,
    indent: str,
    write: Callable[[str], None],
) -> None:
    """Write a sequence's lines; an item that is a collection begins on its dash's line."""
    lead = first
    inner = indent + _STEP
    for value in items:
        if isinstance(value, str):
            write(f"{lead}- {text_scalar(value, inner)}\n")
        elif isinstance(value, dict) and value:
            _yaml_mapping(value, f"{lead}- ", inner, write)
        elif isinstance(value, _LISTS) and value:
            _yaml_sequence(value, f"{lead}- ", inner, write)
        else:
            write(f"{lead}- {_scalar(value, line_scalar)}\n")
        lead = indent
