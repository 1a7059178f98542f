"""Where libyaml gave up, and what the text around that place looks like."""

import re
from typing import Final, NamedTuple

from ..diagnostics import Span
from ..source import Source
from .tree import Node

_INDENT: Final = re.compile(r"[ \t]*")
_DASHES: Final = re.compile(r"[ \t]*(?:- +)*")
_VALUE: Final = re.compile(r"[^\r\n]*?(?=\s*(?:\s#|[\r\n]|$))")
_WORD: Final = re.compile(r"[^\s,\[\]{}]*")


class Failure(NamedTuple):
    """A syntax error of libyaml: its words, offsets of the problem and of what it stands in, the node before it."""

    source: Source
    problem: str
    context: str
    at: int
    since: int
    last: Node | None

    @property
    def char(self) -> str:
        """The character at the problem, empty at the end of the text."""
        return self.source.text[self.at : self.at + 1]

    def span(self, start: int, end: int) -> Span:
        """Return a span of this file."""
        return Span(self.source.path, start, end)

    def line_of(self, offset: int) -> int:
        """Return the line number of `offset`, from 1."""
        return self.source.position(offset).line

    def column(self, offset: int) -> int:
        """Return how many characters stand before `offset` on its line."""
        return self.source.position(offset).column - 1

    def begins_line(self, offset: int) -> bool:
        """Return whether only indentation stands before `offset` on its line."""
        return self.indent_of_line(self.line_of(offset)) == self.column(offset)

    def indent_of_line(self, line: int) -> int:
        """Return how many spaces and tabs line number `line` begins with."""
        found = _INDENT.match(self.source.line(line))
        return found.end() if found else 0

    def content_column(self, line: int) -> int:
        """Return how many characters stand before the key or text of line number `line`, dashes included."""
        found = _DASHES.match(self.source.line(line))
        return found.end() if found else 0

    def line_before(self, offset: int) -> int:
        """Return the number of the last line with content above `offset`, or 0."""
        line = self.line_of(offset) - 1
        while line and not self.source.line(line).partition("#")[0].strip():
            line -= 1
        return line

    def rest_of_line(self, start: int) -> Span:
        """Return the span from `start` to the end of its line's content, without a comment."""
        found = _VALUE.match(self.source.text, start)
        return self.span(start, max(start + 1, found.end() if found else start + 1))

    def word(self, start: int) -> Span:
        """Return the span of the characters from `start` up to white space or a bracket or comma."""
        found = _WORD.match(self.source.text, start)
        return self.span(start, max(start + 1, found.end() if found else start + 1))

    def flow_value(self, start: int) -> Span:
        """Return the rest of the line outside brackets, the word inside them."""
        line = self.source.line(self.line_of(start))
        before = line[: self.column(start)]
        inside = before.count("[") + before.count("{") > before.count("]") + before.count("}")
        return self.word(start) if inside else self.rest_of_line(start)
