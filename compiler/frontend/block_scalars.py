"""Literal and folded scalars decoded with the place of each character (YAML 1.2, section 8.1, as libyaml does it)."""

import re
from typing import Final, NamedTuple

from .tree import Scalar

_HEADER: Final = re.compile(r"[|>]([-+]?)([1-9]?)([-+]?)[ \t]*(?:#[^\r\n]*)?(\r\n|\r|\n|$)")
_BLANK_LINES: Final = re.compile(r"(?: *(?:\r\n|\r|\n))* *")
_SPACES: Final = re.compile(r" *")
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_LINE: Final = re.compile(r"[^\r\n]*")


class Piece(NamedTuple):
    """One character of the decoded text and the offsets of what it was decoded from."""

    char: str
    start: int
    end: int


def decode_block(text: str, scalar: Scalar) -> list[Piece] | None:
    """Return where each character of the block `scalar` stands in `text`, or None if it cannot be traced."""
    header = _HEADER.match(text, scalar.span.start)
    if header is None:
        return None
    chomping = header[1] or header[3]
    for indent in _indents(text, header.end(), header[2]):
        pieces = _Block(text, header.end(), indent, folded=scalar.style == "folded").decode(chomping)
        if "".join(piece.char for piece in pieces) == scalar.text:
            return pieces
    return None


def _indents(text: str, start: int, given: str) -> range:
    """Return how deep the content may be indented: as its first line, or by a header's number and the parent's depth.

    That depth is not known here, so that each is tried.
    """
    blank = _BLANK_LINES.match(text, start)
    leading = _BREAK.split(blank[0]) if blank else [""]
    deepest = max(map(len, leading))
    first, last = (int(given), max(deepest, int(given))) if given else (max(deepest, 1),) * 2
    return range(first, last + 1)


class _Block:
    """A block scalar being decoded: the place in the text, the pieces so far and the breaks not yet decided on."""

    __slots__ = ("at", "folded", "indent", "leading", "pieces", "text", "trailing")

    def __init__(self, text: str, at: int, indent: int, *, folded: bool) -> None:
        self.text = text
        self.at = at
        self.indent = indent
        self.folded = folded
        self.pieces: list[Piece] = []
        self.leading: Piece | None = None
        self.trailing: list[Piece] = []

    def decode(self, chomping: str) -> list[Piece]:
        after_blank = False
        while self._content_follows():
            blank = self.text[self.at] in " \t"
            self._join(folds=self.folded and not after_blank and not blank)
            after_blank = blank
            self._content()
        if chomping != "-" and self.leading is not None:
            self.pieces.append(self.leading)
        if chomping == "+":
            self.pieces.extend(self.trailing)
        return self.pieces

    def _content_follows(self) -> bool:
        """Collect empty lines, then say whether a line with content stands at the block's indentation."""
        self.trailing = []
        while True:
            spaces = _SPACES.match(self.text, self.at, self.at + self.indent)
            depth = len(spaces[0]) if spaces else 0
            found = _BREAK.match(self.text, self.at + depth)
            if found is None:
                self.at += depth
                return depth == self.indent and self.at < len(self.text)
            self.trailing.append(Piece("\n", *found.span()))
            self.at = found.end()

    def _join(self, *, folds: bool) -> None:
        """Decide on the break that ended the line before: kept, or folded into a space or the breaks after it."""
        if self.leading is not None:
            if not folds:
                self.pieces.append(self.leading)
            elif not self.trailing:
                self.pieces.append(self.leading._replace(char=" "))
        self.pieces.extend(self.trailing)

    def _content(self) -> None:
        line = _LINE.match(self.text, self.at)
        end = line.end() if line else self.at
        self.pieces.extend(Piece(self.text[at], at, at + 1) for at in range(self.at, end))
        found = _BREAK.match(self.text, end)
        self.leading = Piece("\n", *found.span()) if found else None
        self.at = found.end() if found else end
