"""Places as editors count them: lines from 0, and characters in the units that client and server agreed on."""

from bisect import bisect_right
from typing import Literal, NamedTuple, get_args

from compiler.source import Source

Encoding = Literal["utf-8", "utf-16", "utf-32"]
"""The unit of `Place.character`: bytes, 16-bit units, or code points."""

ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)
MARK = "\ufeff"
"""A byte order mark: a part of an editor's text, and none of a source's."""


class Place(NamedTuple):
    """A line and a character, both from 0."""

    line: int
    character: int


class Range(NamedTuple):
    """A half-open range of places."""

    start: Place
    end: Place


class Change(NamedTuple):
    """An edit as an editor sends it: a new text for a range, or for everything where there is none."""

    range: Range | None
    text: str


class Lines:
    r"""The way between a text's offsets and an editor's places.

    Lines end at `\n`, `\r\n` or a lone `\r`, as the protocol says and YAML too. `mark` says that the editor's text
    begins with a byte order mark, which the source lacks. Lone surrogates count like any other character.
    """

    __slots__ = ("encoding", "mark", "source")

    def __init__(self, source: Source, encoding: Encoding, *, mark: bool = False) -> None:
        self.source = source
        self.encoding: Encoding = encoding
        self.mark = mark

    def place(self, offset: int) -> Place:
        """Return the place of an offset; one past the end is the end."""
        starts = self.source.line_starts
        offset = max(0, min(offset, len(self.source.text)))
        line = bisect_right(starts, offset) - 1
        before = self.source.text[starts[line] : offset]
        return Place(line, _units(before, self.encoding) + self._marked(line))

    def range(self, start: int, end: int) -> Range:
        """Return the range of two offsets."""
        return Range(self.place(start), self.place(end))

    def offset(self, place: Place) -> int:
        """Return the offset of a place; what lies behind a line's end is its end, behind the last line the text's."""
        starts = self.source.line_starts
        if place.line >= len(starts):
            return len(self.source.text)
        line = self.source.line(place.line + 1)
        return starts[place.line] + _column(line, place.character - self._marked(place.line), self.encoding)

    def _marked(self, line: int) -> int:
        return _units(MARK, self.encoding) if self.mark and line == 0 else 0


def _units(text: str, encoding: Encoding) -> int:
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(char > "\uffff" for char in text)


def _column(line: str, units: int, encoding: Encoding) -> int:
    """Return how many characters of a line so many units are; a place inside a character is its beginning."""
    if encoding == "utf-32" or line.isascii():
        return max(0, min(units, len(line)))
    left = units
    for column, char in enumerate(line):
        left -= _units(char, encoding)
        if left < 0:
            return column
    return len(line)


def apply_change(text: str, change: Change, encoding: Encoding) -> str:
    """Return an editor's text after one edit."""
    if change.range is None:
        return change.text
    lines = Lines(Source("", text), encoding)
    start, end = sorted((lines.offset(change.range.start), lines.offset(change.range.end)))
    return text[:start] + change.text + text[end:]
