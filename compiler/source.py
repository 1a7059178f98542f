"""A source file's text and the way from offsets to lines and columns."""

from bisect import bisect_right
from typing import NamedTuple


class Position(NamedTuple):
    """A place as people count it: line and column from 1, columns in Unicode code points."""

    line: int
    column: int


class Source:
    r"""The decoded text of one file, with a line index made when first asked for.

    `path` is how diagnostics name the file: relative to the repository root with `/`, or as the user gave it.
    Lines end at `\n`, `\r\n` or a lone `\r`, as in YAML 1.2 (section 5.4).
    """

    __slots__ = ("_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts: list[int] | None = None

    @property
    def line_starts(self) -> list[int]:
        """Offsets at which lines begin, ascending; the first is 0."""
        if self._starts is None:
            self._starts = _line_starts(self.text)
        return self._starts

    def position(self, offset: int) -> Position:
        """Return the line and column of `offset`; an offset past the end is the end."""
        offset = min(offset, len(self.text))
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column, both from 1 (the inverse of `position`)."""
        return self.line_starts[line - 1] + column - 1

    def line(self, number: int) -> str:
        """Return the text of line `number`, from 1, without its line break."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


def _line_starts(text: str) -> list[int]:
    starts = [0]
    at = -1
    if "\r" not in text:
        while (at := text.find("\n", at + 1)) >= 0:
            starts.append(at + 1)
        return starts
    for at, char in enumerate(text):
        if char == "\n" or (char == "\r" and text[at + 1 : at + 2] != "\n"):
            starts.append(at + 1)
    return starts
