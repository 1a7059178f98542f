"""From a line and column of a script to its file, exactly, however the script is written.

A script can be long and full of findings, so that each scalar is traced once, and a literal block, where each line of
the script is one of the file, not at all.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from compiler.diagnostics import Span
from compiler.frontend.block_scalars import Piece
from compiler.frontend.scalars import trace
from compiler.frontend.tree import Scalar
from compiler.source import Source


class Places:
    """The places of one script; offsets are those of its whole text."""

    def __init__(self, lines: Sequence[Scalar], shown: str, sources: Mapping[str, Source]) -> None:
        """Take the script's scalars, the text that shellcheck was shown of them, and the files."""
        self.lines = lines
        self.shown = shown
        self.sources = sources
        self.begins = list(accumulate((len(line.text) + 1 for line in lines), initial=0))
        self._starts = list(accumulate((len(line) + 1 for line in shown.split("\n")), initial=0))
        self._traced: dict[int, list[Piece] | None] = {}
        self._literal: dict[int, list[int] | None] = {}

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column, both from 1; what is outside of the text is its nearest place."""
        number = min(max(line, 1), len(self._starts) - 1)
        return min(self._starts[number - 1] + max(column, 1) - 1, self._starts[number] - 1)

    def owner(self, offset: int) -> int:
        """Return in which of the script's scalars an offset is."""
        return min(bisect_right(self.begins, offset), len(self.lines)) - 1

    def span(self, start: int, end: int) -> Span:
        """Return where a range stands; one that goes on into another scalar ends with its own."""
        number = self.owner(start)
        scalar, begin = self.lines[number], self.begins[number]
        first, last = start - begin, min(end - begin, len(scalar.text))
        source = self.sources.get(scalar.span.path)
        if source is None:
            return scalar.span
        if scalar.style == "literal" and (found := self._in_literal(number, source, first, last)) is not None:
            return found
        return self._in_traced(number, source, first, last)

    def _in_traced(self, number: int, source: Source, first: int, last: int) -> Span:
        scalar = self.lines[number]
        if number not in self._traced:
            self._traced[number] = trace(source, scalar)
        pieces = self._traced[number]
        if not pieces:
            return scalar.span
        if first < last:
            return Span(source.path, pieces[first].start, pieces[last - 1].end)
        at = pieces[first].start if first < len(pieces) else pieces[-1].end
        return Span(source.path, at, at)

    def _in_literal(self, number: int, source: Source, first: int, last: int) -> Span | None:
        if number not in self._literal:
            self._literal[number] = literal_lines(self.lines[number], source)
        lines = self._literal[number]
        if lines is None:
            return None
        begin = self.begins[number]

        def place(offset: int) -> int:
            line = bisect_right(self._starts, begin + offset) - bisect_right(self._starts, begin)
            within = begin + offset - max(self._starts[bisect_right(self._starts, begin + offset) - 1], begin)
            return lines[line] + within if line < len(lines) else -1

        start, end = place(first), place(last)
        return None if min(start, end) < 0 else Span(source.path, start, max(start, end))


def literal_lines(scalar: Scalar, source: Source) -> list[int] | None:
    """Return the offset at which each line of a literal block's text stands, None where that is not as plain as usual.

    What is decoded is compared with what stands there, so that a wrong guess is noticed.
    """
    first = source.position(scalar.span.start).line + 1
    texts = scalar.text.split("\n")
    if texts[-1] == "":
        texts.pop()
    known = next((number for number, text in enumerate(texts) if text), None)
    if known is None or first + len(texts) - 1 > len(source.line_starts):
        return None
    indent = len(source.line(first + known)) - len(texts[known])
    found = []
    for number, text in enumerate(texts, first):
        written = source.line(number)
        if written[indent:] != text or written[:indent].strip(" "):
            return None
        found.append(source.line_starts[number - 1] + min(indent, len(written)))
    return found
