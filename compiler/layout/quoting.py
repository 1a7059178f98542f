"""How a scalar is written: plain where every reader takes it for the same text, else in double quotes.

What is plain stays plain, and what has an escape stays as it is: the author wrote it so for a reason.
"""

import re
from typing import Final

from .written import Leaf

_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""In any case; what YAML 1.1 or 1.2 reads as something else than text."""

_PLAIN: Final = re.compile(r"(?=[A-Za-z_/$\u00c0-\u02ff\u0370-\u1fff])[^\t\n]*[^\s:]")
"""Begins with a letter or what no YAML takes for an indicator or a number."""

_QUANTITY: Final = re.compile(r"(?:[0-9]+[smhd])+|[0-9]+(?:\.[0-9]+)?(?:%|[KMGT]i?B)")
"""Durations, percentages and sizes, which no YAML takes for a number."""

_COMMENT_OR_KEY: Final = re.compile(r": |:\t| #|\t#|[\u00a0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")
_FLOW: Final = re.compile(r"[,\[\]{}:?#&*!|>'\"%@`]")


def leaf_text(leaf: Leaf, *, flow: bool) -> str:
    """Return the content of a leaf that is no block scalar; a line break in it is one of the source."""
    raw = leaf.raw
    if leaf.style not in {"'", '"'} or "\n" in raw or (leaf.style == '"' and "\\" in raw):
        return raw
    text = leaf.text
    if not leaf.props and _is_plain(text, flow=flow):
        return text
    if leaf.style == "'" and '"' not in text and "\\" not in text and text.isprintable():
        return f'"{text}"'
    return raw


def _is_plain(text: str, *, flow: bool) -> bool:
    if _QUANTITY.fullmatch(text):
        return True
    if text.lower() in _WORDS or not _PLAIN.fullmatch(text) or _COMMENT_OR_KEY.search(text):
        return False
    return not (flow and _FLOW.search(text))
