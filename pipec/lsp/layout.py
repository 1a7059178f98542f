"""Formatting, as the edits that lead from a text to its canonical layout."""

from compiler.layout import Unformatted, format_source
from compiler.source import Source

from .files import Open, text_of
from .line_edits import Replacement, line_edits


def format_file(path: str, opened: Open) -> tuple[Replacement, ...] | None:
    """Return the edits that lay out a file, none where it is laid out; None for one that does not load."""
    text = text_of(path, opened)
    if text is None:
        return None
    result = format_source(Source(path, text))
    return None if isinstance(result, Unformatted) else tuple(line_edits(path, text, result))
