"""Diagnostics as a person reads them, in a terminal or a log."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from ..source import Source
from .diagnostic import Diagnostic, Severity
from .excerpt import ROOM, Mark, Row, excerpt
from .span import Span
from .terminal import paint, visible

if TYPE_CHECKING:
    from .report import Report

_NARROWEST: Final = 40
"""In fewer columns an excerpt shows nothing that could be read; the terminal breaks the lines then."""


def write(report: "Report") -> str:
    """Return a report for people, to be kept in a file: what was found, without colour."""
    return "".join(f"{render([item], report.sources, color=False)}\n" for item in report.written())


def render(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], *, color: bool, columns: int = 0) -> str:
    """Return `diagnostics` in their order, each with the lines that it is about, a blank line between them.

    `sources` has the files by the paths of the spans; of a file that is not there only the name is given. Nothing
    in a file reaches the terminal as a control sequence. Lines of files are cut to fit into `columns`, if given.
    """
    return "\n".join(_Page(diagnostic, sources, color=color, columns=columns).text() for diagnostic in diagnostics)


def summarize(diagnostics: Iterable[Diagnostic]) -> str:
    """Return how many there are of each severity, such as `2 errors, 1 hint`; empty if there are none."""
    counts: dict[Severity, int] = {"error": 0, "warning": 0, "hint": 0}
    for diagnostic in diagnostics:
        counts[diagnostic.severity] += 1
    return ", ".join(f"{count} {name}{'s' * (count > 1)}" for name, count in counts.items() if count)


class _Page:
    """One diagnostic on its way to text."""

    __slots__ = ("_color", "_columns", "_diagnostic", "_lines", "_sources", "_width")

    def __init__(self, diagnostic: Diagnostic, sources: Mapping[str, Source], *, color: bool, columns: int) -> None:
        self._diagnostic = diagnostic
        self._sources = sources
        self._color = color
        self._columns = columns
        self._width = 1
        self._lines: list[str] = []

    def text(self) -> str:
        groups = self._groups()
        excerpts = [
            (marks[0].span, excerpt(self._sources[path], marks, self._room(path)) if path in self._sources else [])
            for path, marks in groups.items()
        ]
        self._width = max((len(str(row.number)) for _, rows in excerpts for row in rows if row.number), default=1)
        self._header()
        arrow = "-->"
        for span, rows in excerpts:
            self._excerpt(arrow, span, rows)
            arrow = ":::"
        self._notes()
        return "\n".join(self._lines) + "\n"

    def _room(self, path: str) -> int:
        """Return how many columns the lines of a file have: without the gutter and the signs of a cut."""
        if not self._columns:
            return ROOM
        gutter = len(f"{len(self._sources[path].line_starts)} | ……")
        return max(self._columns, _NARROWEST) - gutter

    def _groups(self) -> dict[str, list[Mark]]:
        """Return the marks by file, the primary span's file first."""
        diagnostic = self._diagnostic
        groups: dict[str, list[Mark]] = {}
        if diagnostic.span.path:
            groups[diagnostic.span.path] = [Mark(diagnostic.span, visible(diagnostic.label), primary=True)]
        for label in diagnostic.related:
            if label.span.path:
                groups.setdefault(label.span.path, []).append(Mark(label.span, visible(label.text), primary=False))
        return groups

    def _header(self) -> None:
        diagnostic = self._diagnostic
        head = self._paint(f"{diagnostic.severity}[{diagnostic.code}]", diagnostic.severity)
        self._lines.append(head + self._paint(f": {visible(diagnostic.message)}", "strong"))

    def _excerpt(self, arrow: str, span: Span, rows: list[Row]) -> None:
        place = visible(span.path)
        if span.path in self._sources:
            position = self._sources[span.path].position(span.start)
            place = f"{place}:{position.line}:{position.column}"
        self._lines.append(f"{' ' * self._width}{self._paint(arrow, 'frame')} {place}")
        if rows:
            self._gutter()
            for row in rows:
                self._row(row)
            self._gutter()

    def _row(self, row: Row) -> None:
        if row.number is not None:
            number = self._paint(f"{row.number:>{self._width}} |", "frame")
            self._lines.append(f"{number} {row.text}".rstrip())
        elif row.underline:
            style = self._diagnostic.severity if row.primary else "frame"
            indent = len(row.text) - len(row.text.lstrip(" "))
            self._gutter(" " * indent + self._paint(row.text[indent:], style))
        else:
            self._lines.append(self._paint("...", "frame"))

    def _notes(self) -> None:
        diagnostic = self._diagnostic
        advice = diagnostic.help or (diagnostic.fix.title if diagnostic.fix is not None else "")
        if advice:
            first, *others = advice.split("\n")
            self._note("help", "\n".join([first + _repair(diagnostic), *others]))
        self._note("docs", f"pipec explain {diagnostic.code}")

    def _note(self, name: str, text: str) -> None:
        first, *others = text.split("\n")
        margin = " " * (self._width + 1)
        self._lines.append(f"{margin}{self._paint('=', 'frame')} {self._paint(f'{name}:', 'strong')} {visible(first)}")
        self._lines.extend(f"{margin}  {' ' * len(name)}  {visible(line)}".rstrip() for line in others)

    def _gutter(self, text: str = "") -> None:
        bar = self._paint("|", "frame")
        self._lines.append(f"{' ' * (self._width + 1)}{bar} {text}".rstrip())

    def _paint(self, text: str, style: str) -> str:
        return paint(text, style, color=self._color)


def _repair(diagnostic: Diagnostic) -> str:
    """Return how `pipec lint` is told to make a fix; what only compiling finds it does not know."""
    if diagnostic.fix is None or diagnostic.change is not None:
        return ""
    return "  (fixable with --fix)" if diagnostic.fix.safe else "  (fixable with --fix=unsafe)"
