"""Formatting, as the edits that lead from a text to its canonical layout."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from compiler.layout import Unformatted, format_source
from compiler.source import Source

from .actions import Replacement
from .files import Open, text_of
from .navigation import Location

_MOST_LINES = 5_000
"""Longer texts are replaced as one: finding out which lines differ takes longer than anybody waits."""


def format_file(path: str, opened: Open) -> tuple[Replacement, ...] | None:
    """Return the edits that lay out a file, none where it is laid out; None for one that does not load."""
    text = text_of(path, opened)
    if text is None:
        return None
    result = format_source(Source(path, text))
    return None if isinstance(result, Unformatted) else tuple(_edits(path, text, result))


def _edits(path: str, before: str, after: str) -> Iterator[Replacement]:
    """Yield the changes, each of whole lines."""
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
