"""How YAML 1.1 would have read a plain scalar (yaml.org/type, 2005), for those it reads otherwise than YAML 1.2.

Editors, linters and other tools still read 1.1, so such a scalar means two things to two readers.
"""

import re
from collections.abc import Iterator
from typing import Final

from ..diagnostics import Diagnostic
from .tree import Mapping, Node, Scalar, Sequence

_BOOLEANS: Final = (("true", ("y", "yes", "on")), ("false", ("n", "no", "off")))
_WORDS: Final[dict[str, str]] = {
    "=": "the default key",
    **{
        spelling: f"the boolean `{value}`"
        for value, words in _BOOLEANS
        for word in words
        for spelling in (word, word.capitalize(), word.upper())
    },
}
_FIRST: Final = frozenset("+-.0123456789")
_ALLOWED: Final = frozenset("0123456789abcdefABCDEFxoTtZ+-._: \t")
# Compiled when first needed: most numbers are decimal and without signs.
_DIGITS: Final = r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*)"
_BASE_60: Final = r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
_FLOAT: Final = r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?"
_DAY: Final = r"\d{4}-\d\d-\d\d"
_TIME: Final = r"\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?"
_NUMBER_1_2: Final = r"[-+]?(?:[0-9]+|(?:\.[0-9]+|[0-9]+\.[0-9]*)|[0-9.]+[eE][-+]?[0-9]+)|0o[0-7]+|0x[0-9a-fA-F]+"
_MAX_LENGTH: Final = 64
"""Longer scalars are prose; nothing that 1.1 resolves is that long in practice."""


def yaml11_reading(text: str) -> str | None:
    """Return what YAML 1.1 reads in the plain scalar `text`, with its article, or None if 1.2 reads the same."""
    if text in _WORDS:
        return _WORDS[text]
    return _number(text) if len(text) <= _MAX_LENGTH and text[:1] in _FIRST else None


def check_yaml11(root: Node) -> Iterator[Diagnostic]:
    """Yield a warning for each plain scalar and key that the two versions read differently, where it is written."""
    pending: list[Node] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            if (node.text in _WORDS or node.text[:1] in _FIRST) and node.style == "plain":
                yield from _check_scalar(node)
        elif node.used is not None:
            continue
        elif isinstance(node, Mapping):
            pending.extend(
                child for entry in node.entries if entry.merged is None for child in (entry.key, entry.value)
            )
        elif isinstance(node, Sequence):
            pending.extend(node.items)


def _check_scalar(scalar: Scalar) -> Iterator[Diagnostic]:
    reading = yaml11_reading(scalar.text)
    if reading is not None and not scalar.tag and scalar.used is None:
        from .rules import ambiguous_scalar

        yield ambiguous_scalar.ambiguous_scalar(scalar, reading)


def _number(text: str) -> str | None:
    if not _ALLOWED.issuperset(text) or (text[0] in "123456789" and text.replace(".", "", 1).isdigit()):
        return None
    if re.fullmatch(_DAY, text) or re.fullmatch(_TIME, text):
        return "a date"
    if re.fullmatch(_DIGITS, text):
        return _integer(text)
    if re.fullmatch(_BASE_60, text):
        return f"the number {_base_60(text)}, in base 60"
    if re.fullmatch(_FLOAT, text):
        return f"the number {float(text.replace('_', ''))}" if "_" in text else None
    return "a string" if re.fullmatch(_NUMBER_1_2, text) else None


def _integer(text: str) -> str | None:
    digits = text.replace("_", "")
    sign, bare = (-1, digits[1:]) if digits[0] == "-" else (1, digits.lstrip("+"))
    if bare.startswith("0b"):
        return f"the integer {sign * int(bare[2:] or '0', 2)}, in base 2"
    if bare.startswith("0x"):
        return f"the integer {sign * int(bare[2:] or '0', 16)}, in base 16" if bare != text else None
    if len(bare) > 1 and bare[0] == "0" and int(bare, 8) != int(bare):
        return f"the integer {sign * int(bare, 8)}, in base 8"
    return f"the integer {sign * int(bare)}" if "_" in text else None


def _base_60(text: str) -> str:
    sign = "-" if text[0] == "-" else ""
    whole, _, fraction = text.lstrip("+-").replace("_", "").partition(".")
    value = 0
    for part in whole.split(":"):
        value = value * 60 + int(part)
    return f"{sign}{value}" + (f".{fraction}" if fraction else "")
