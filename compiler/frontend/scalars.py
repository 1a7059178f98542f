"""From a range of a scalar's decoded text back to the source, whatever style it is written in.

Only diagnostics about a part of a scalar need this (an expression in a script, a name in a list of them), so it is
computed when asked: the scalar is decoded a second time, as libyaml does it, keeping where each character stood.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from ..diagnostics import Span
from ..source import Source
from .block_scalars import Piece, decode_block
from .tree import Scalar

_BREAK: Final = r"(?:\r\n|\r|\n)"
_FOLD: Final = rf"(?P<fold>[ \t]*{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*)"
_PLAIN: Final = re.compile(rf"{_FOLD}|(?s:.)")
_SINGLE: Final = re.compile(rf"{_FOLD}|''|(?s:.)")
_DOUBLE: Final = re.compile(
    rf"(?P<joined>\\{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*)|{_FOLD}"
    r"|\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(?s:.))|(?s:.)"
)
_BREAKS: Final = re.compile(_BREAK)
_ESCAPES: Final = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


def locate(source: Source, scalar: Scalar, start: int, end: int) -> Span:
    """Return where the characters `start` to `end` (exclusive) of `scalar.text` stand in `source`.

    An empty range is the place before its character. If the text cannot be traced the whole scalar is returned.
    """
    quotes = scalar.style in {"single", "double"}
    first, length = scalar.span.start + quotes, scalar.span.end - scalar.span.start - 2 * quotes
    if len(scalar.text) == length and source.text.startswith(scalar.text, first):  # one line, no escapes: most are
        return Span(source.path, first + start, first + end)
    pieces = _traced(source, scalar)
    if pieces is None or not 0 <= start <= end <= len(pieces):
        return scalar.span
    if start < end:
        return Span(source.path, pieces[start].start, pieces[end - 1].end)
    at = pieces[start].start if start < len(pieces) else pieces[-1].end if pieces else scalar.span.start
    return Span(source.path, at, at)


_last: list[tuple[Source, Scalar, list[Piece] | None]] = []
"""What was traced last: a long script with many findings is decoded once, not once for each."""


def _traced(source: Source, scalar: Scalar) -> list[Piece] | None:
    if not (_last and _last[0][0] is source and _last[0][1] is scalar):
        _last[:] = [(source, scalar, trace(source, scalar))]
    return _last[0][2]


def trace(source: Source, scalar: Scalar) -> list[Piece] | None:
    """Return where each character of `scalar.text` stands, or None if decoding it again gives another text."""
    start, end = scalar.span.start, scalar.span.end
    if scalar.style in {"literal", "folded"}:
        return decode_block(source.text, scalar)
    pattern, decode = _STYLES[scalar.style]
    quoted = scalar.style != "plain"
    pieces = list(_decode(source.text, start + quoted, end - quoted, pattern, decode))
    return pieces if "".join(piece.char for piece in pieces) == scalar.text else None


def _decode(text: str, start: int, end: int, pattern: re.Pattern[str], decode: Callable[[str], str]) -> Iterator[Piece]:
    for found in pattern.finditer(text, start, end):
        if found.lastgroup is None:
            yield Piece(decode(found[0]), *found.span())
        else:
            yield from _fold(text, found.start(), found.end(), joined=found.lastgroup == "joined")


def _fold(text: str, start: int, end: int, *, joined: bool) -> Iterator[Piece]:
    """Yield what a run of white space with line breaks becomes: a space, or a break for each one but the first.

    After a backslash (`joined`) the first break becomes nothing.
    """
    first, *others = _BREAKS.finditer(text, start, end)
    if not others and not joined:
        yield Piece(" ", *first.span())
    for found in others:
        yield Piece("\n", *found.span())


def _single(written: str) -> str:
    return written[0]


def _double(written: str) -> str:
    if written[0] != "\\" or len(written) == 1:
        return written
    sign, digits = written[1], written[2:]
    return chr(int(digits, 16)) if digits else _ESCAPES.get(sign, sign)


_STYLES: Final[dict[str, tuple[re.Pattern[str], Callable[[str], str]]]] = {
    "plain": (_PLAIN, _single),
    "single": (_SINGLE, _single),
    "double": (_DOUBLE, _double),
}
