"""Pieces of Markdown."""

import re
from collections.abc import Iterable, Sequence

_FENCE = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) ", re.MULTILINE)


def anchor(title: str) -> str:
    """Return the anchor that a heading gets."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def link(title: str) -> str:
    """Return a link to a heading of the same page."""
    return f"[{title}](#{anchor(title)})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the cells are Markdown of one line."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(_cell(text) for text in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|")


def demote(text: str, levels: int) -> str:
    """Return a text with its headings so many levels deeper; what stands in fences stays."""
    parts: list[str] = []
    at = 0
    for fence in _FENCE.finditer(text):
        parts += (_HEADING.sub(rf"\1{'#' * levels} ", text[at : fence.start()]), fence[0])
        at = fence.end()
    return "".join([*parts, _HEADING.sub(rf"\1{'#' * levels} ", text[at:])])
