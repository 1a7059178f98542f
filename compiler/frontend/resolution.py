"""What a plain scalar means: the core schema of YAML 1.2 (section 10.3.2), and where YAML 1.1 read it otherwise."""

import re
from typing import Final, Literal

from .tree import Scalar

CoreType = Literal["string", "integer", "number", "boolean", "null"]

_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
# Compiled when first needed: most numbers are decimal digits.
_INTEGER: Final = r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
_FLOAT: Final = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
_INFINITE: Final = r"[-+]?\.(?:inf|Inf|INF)"
_NAN: Final = frozenset({".nan", ".NaN", ".NAN"})
_NUMBER_START: Final = frozenset("0123456789+-.")
_MAX_DIGITS: Final = 4000
"""Longer integers are strings to us: Python refuses to convert more than 4,300 digits."""

_TAG_TYPES: Final[dict[str, CoreType]] = {
    "!!str": "string",
    "!!int": "integer",
    "!!float": "number",
    "!!bool": "boolean",
    "!!null": "null",
}


def core_type(scalar: Scalar) -> CoreType:
    """Return the type that `scalar` resolves to."""
    if scalar.tag:
        return _TAG_TYPES[scalar.tag]
    if scalar.style != "plain":
        return "string"
    return _plain_type(scalar.text)


def resolve(scalar: Scalar) -> str | int | float | bool | None:
    """Return the value of `scalar`: by its tag, else a string if quoted or a block, else by the core schema."""
    kind = core_type(scalar)
    if kind == "string":
        return scalar.text
    if kind == "integer":
        return _integer(scalar.text)
    if kind == "number":
        return _number(scalar.text)
    return _WORDS[scalar.text]


def fits_tag(scalar: Scalar) -> bool:
    """Return whether the text of a tagged scalar is one of its tag's type; an integer is a float too."""
    wanted = _TAG_TYPES[scalar.tag]
    actual = _plain_type(scalar.text)
    return wanted in {"string", actual} or (wanted == "number" and actual == "integer")


def _plain_type(text: str) -> CoreType:
    if text in _WORDS:
        return "null" if _WORDS[text] is None else "boolean"
    if text[0] not in _NUMBER_START or len(text) > _MAX_DIGITS:
        return "string"
    if (text.isascii() and text.isdigit()) or re.fullmatch(_INTEGER, text):
        return "integer"
    if re.fullmatch(_FLOAT, text) or _is_special(text):
        return "number"
    return "string"


def _is_special(text: str) -> bool:
    return text in _NAN or re.fullmatch(_INFINITE, text) is not None


def _integer(text: str) -> int:
    if text.startswith("0o"):
        return int(text, 8)
    if text.startswith("0x"):
        return int(text, 16)
    return int(text)


def _number(text: str) -> float:
    if text.startswith(("0o", "0x")):
        return float(_integer(text))
    return float(text.replace(".", "", 1) if _is_special(text) else text)
