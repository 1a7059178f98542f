"""Changes: new texts for ranges of files, and those that lead from one text to another."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from compiler.source import Source

from .navigation import Location

_MOST_LINES = 5_000
"""Longer texts are replaced as one: finding out which lines differ takes longer than anybody waits."""


class Replacement(NamedTuple):
    """A new text for a range of a file."""

    location: Location
    text: str


def line_edits(path: str, before: str, after: str) -> Iterator[Replacement]:
    """Yield the changes that lead from one text of a file to another, each of whole lines."""
    if before == after:
        return
    old, new = Source("", before), Source("", after)
    if len(old.line_starts) > _MOST_LINES:
        yield Replacement(Location(path, 0, len(before)), after)
        return
    starts, others = [*old.line_starts, len(before)], [*new.line_starts, len(after)]
    matcher = SequenceMatcher(None, _lines(old), _lines(new), autojunk=False)
    for kind, low, high, other_low, other_high in matcher.get_opcodes():
        if kind != "equal":
            location = Location(path, starts[low], starts[high])
            yield Replacement(location, after[others[other_low] : others[other_high]])


def _lines(source: Source) -> list[str]:
    ends = [*source.line_starts[1:], len(source.text)]
    return [source.text[start:end] for start, end in zip(source.line_starts, ends, strict=True)]
