"""Where a side says something, in lines."""

from collections.abc import Mapping
from typing import NamedTuple

from compiler.diagnostics import Span
from compiler.source import Source


class Lines(NamedTuple):
    """Lines of a file, from 1, both ends included."""

    path: str
    first: int
    last: int


def lines_of(span: Span, sources: Mapping[str, Source]) -> Lines | None:
    """Return the lines of a span; None where no file says it, or the file is not at hand."""
    source = sources.get(span.path) if span.path else None
    if source is None:
        return None
    first = source.position(span.start).line
    # A span that ends at the start of a line has nothing in that line.
    end = source.position(max(span.end - 1, span.start)).line
    return Lines(span.path, first, max(first, end))
