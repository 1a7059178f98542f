"""Indented JSON, byte for byte what `json.dumps` writes: its own way to indent is a generator for each container."""

from json.encoder import encode_basestring
from typing import Final

from .json_kinds import Json

_WORDS: Final = {True: "true", False: "false", None: "null"}


def indented(value: Json) -> str:
    """Return the text of `json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)`.

    A ValueError for a number that is none or infinite.
    """
    parts: list[str] = []
    _write(value, "\n", parts)
    return "".join(parts)


def _write(value: Json, newline: str, parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(encode_basestring(value))
    elif isinstance(value, dict):
        _write_object(value, newline, parts)
    elif isinstance(value, list | tuple):
        _write_array(value, newline, parts)
    else:
        parts.append(_scalar(value))


def _write_object(value: dict[str, Json], newline: str, parts: list[str]) -> None:
    if not value:
        parts.append("{}")
        return
    inner = newline + "  "
    before = "{" + inner
    for key, item in value.items():
        parts.append(before)
        parts.append(encode_basestring(key))
        parts.append(": ")
        _write(item, inner, parts)
        before = "," + inner
    parts.append(newline + "}")


def _write_array(value: list[Json] | tuple[Json, ...], newline: str, parts: list[str]) -> None:
    if not value:
        parts.append("[]")
        return
    inner = newline + "  "
    before = "[" + inner
    for item in value:
        parts.append(before)
        _write(item, inner, parts)
        before = "," + inner
    parts.append(newline + "]")


def _scalar(value: float | bool | None) -> str:
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if value - value != 0:
        raise ValueError("neither infinity nor what is no number is JSON")
    return repr(value)
