"""Where something stands in a source file."""

from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters in one source file.

    Offsets count Unicode code points of the decoded text, without a byte order mark, from 0. Lines and
    columns are computed from the `Source` when a diagnostic is printed, never stored.
    """

    path: str
    start: int
    end: int


NOWHERE = Span("", 0, 0)
"""The span of what no file wrote: defaults, and plans read back from a bundle."""
