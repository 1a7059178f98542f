"""The lines of a file that a diagnostic shows, with what is marked on them."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ..source import Source
from .span import Span
from .terminal import cell

ROOM: Final = 140
"""Lines that take more columns are cut around what is marked on them, where nobody says how wide the terminal is."""

_LEAD: Final = 40
"""So many columns, at most, are kept before what is marked; a third of a narrow terminal."""
_DENSEST: Final = 4
"""No more characters than so many times the columns are shown: combining ones take none."""

_WHOLE: Final = 3
"""Spans of up to so many lines are shown whole; of longer ones the first line and the last."""


class Mark(NamedTuple):
    """A span to underline and what to write behind it."""

    span: Span
    label: str
    primary: bool


class Row(NamedTuple):
    """A row of an excerpt: a line of the file with its number, marks under it (`underline`), or a gap (neither)."""

    number: int | None
    text: str
    underline: str = ""
    primary: bool = False


class _Segment(NamedTuple):
    """A mark's part on one line: columns from 0, the end exclusive."""

    start: int
    end: int
    label: str
    primary: bool


def excerpt(source: Source, marks: Iterable[Mark], room: int = ROOM) -> list[Row]:
    """Return the rows that show `marks`, all of them in `source`, in the order of the file.

    A line takes at most `room` columns, and one more at each end where it is cut.
    """
    lines: dict[int, list[_Segment]] = {}
    for mark in marks:
        for number, segment in _segments(source, mark):
            lines.setdefault(number, []).append(segment)
    rows: list[Row] = []
    before = 0
    for number in sorted(lines):
        if before and number == before + 2:
            rows.append(_plain(source, before + 1, room))
        elif before and number > before + 2:
            rows.append(Row(None, ""))
        rows.extend(_line(source.line(number), number, sorted(lines[number]), room))
        before = number
    return rows


def _segments(source: Source, mark: Mark) -> Iterator[tuple[int, _Segment]]:
    """Yield the line numbers and parts of `mark`; its label stands behind the last."""
    start, end = mark.span.start, mark.span.end
    first = source.position(start)
    last = source.position(end - 1).line if end > start else first.line
    numbers = range(first.line, last + 1) if last - first.line < _WHOLE else (first.line, last)
    for number in numbers:
        line = source.line(number)
        offset = source.offset(number, 1)
        left = max(start - offset, len(line) - len(line.lstrip()) if number > first.line else 0)
        right = min(end - offset, len(line))
        if number in {first.line, last} or left < right:
            left = min(left, len(line))
            yield number, _Segment(left, max(left, right), mark.label if number == last else "", mark.primary)


def _plain(source: Source, number: int, room: int) -> Row:
    line = source.line(number)
    text, _ = _cut(line, 0, _right(line, 0, room))
    return Row(number, text.rstrip())


def _line(line: str, number: int, segments: list[_Segment], room: int) -> Iterator[Row]:
    """Yield a line and the underlines of its segments."""
    focus = next((segment for segment in segments if segment.primary), segments[0])
    low, high = _window(line, focus, room)
    text, edges = _cut(line, low, high)
    yield Row(number, text.rstrip())
    for segment in segments:
        left = edges[min(max(segment.start - low, 0), high - low)]
        right = edges[min(max(segment.end - low, 0), high - low)]
        signs = ("^" if segment.primary else "-") * max(1, right - left)
        yield Row(None, " " * left + signs + (f" {segment.label}" if segment.label else ""), signs, segment.primary)


def _window(line: str, focus: _Segment, room: int) -> tuple[int, int]:
    """Return from where to where a line is shown: from its beginning where that shows the focus, else around it."""
    lead = min(_LEAD, room // 3)
    high = _right(line, 0, room)
    if high == len(line) or focus.end <= _right(line, 0, room - lead):
        return 0, high
    low = min(_left(line, focus.start, lead), _left(line, len(line), room))
    return low, _right(line, low, room)


def _right(line: str, start: int, room: int) -> int:
    """Return up to where the characters from `start` on fit into so many columns."""
    at, limit = start, min(len(line), start + _DENSEST * room)
    while at < limit and (room := room - cell(line[at])[1]) >= 0:
        at += 1
    return at


def _left(line: str, end: int, room: int) -> int:
    """Return from where the characters before `end` fit into so many columns."""
    at, limit = end, max(0, end - _DENSEST * room)
    while at > limit and (room := room - cell(line[at - 1])[1]) >= 0:
        at -= 1
    return at


def _cut(line: str, low: int, high: int) -> tuple[str, list[int]]:
    """Return the characters from `low` to `high` as shown, and the column of each of them and of the end."""
    shown = ["…"] if low else []
    edges = [len(shown)]
    for char in line[low:high]:
        sign, width = cell(char)
        shown.append(sign)
        edges.append(edges[-1] + width)
    return "".join(shown) + ("…" if high < len(line) else ""), edges
