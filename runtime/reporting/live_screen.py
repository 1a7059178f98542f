"""The lower part of a terminal, drawn again and again by rich; lines go above it."""

import os
from collections.abc import Iterator, Sequence
from typing import IO, Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.segment import Segment
from rich.style import Style

from .board import Row
from .outlet import silence
from .words import COLORS, SIGNS, Status, clock

_NARROW: Final = 60
_CLOCK: Final = 7
_MOST: Final = 40
_STYLES: Final = {
    status: Style(color=f"color({code % 10 + (8 if code >= 90 else 0)})") for status, code in COLORS.items()
}


class Screen:
    """Owns the cursor between the first drawing and `close`. For one thread at a time."""

    def __init__(self, stream: IO[str], *, color: bool) -> None:
        self._stream = stream
        self._color = color
        self._console = Console(file=stream, force_terminal=True, color_system="standard" if color else None)
        self._measure()
        self._drawing = _Drawing([])
        self._live = Live(
            self._drawing,
            console=self._console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self.gone = False

    @property
    def rows(self) -> int:
        """How many rows may be drawn: the terminal keeps one for the cursor and at least two for what is written."""
        return max(self._console.height - 3, 1)

    def draw(self, said: Sequence[str], rows: Sequence[Row], foot: Sequence[tuple[str, Status]]) -> None:
        """Write lines above, and draw the rows anew."""
        try:
            self._measure()
            if not self._live.is_started:
                self._live.start()
            # Changed in its place: what is printed above draws it again as it is then, not as it was last.
            self._drawing.lines = list(self._drawn(rows, foot))
            if said:  # this draws what is below too
                self._console.print(_Drawing([[Segment(line)] for line in said]), soft_wrap=True)
            else:
                self._live.refresh()
        except (OSError, ValueError):
            self._lose()

    def close(self) -> None:
        """Take the rows away and show the cursor."""
        if self.gone:
            return
        try:
            self._live.stop()
        except (OSError, ValueError):
            self._lose()

    def _lose(self) -> None:
        self.gone = True
        silence(self._stream)

    def _measure(self) -> None:
        """Ask the terminal itself: COLUMNS may be that of another one, and what is too wide breaks the drawing."""
        try:
            width, height = os.get_terminal_size(self._stream.fileno())
        except (OSError, ValueError):
            width, height = 0, 0
        self._console.size = (width or 80, height or 24)

    def _drawn(self, rows: Sequence[Row], foot: Sequence[tuple[str, Status]]) -> Iterator[list[Segment]]:
        # The last column stays empty: a terminal that wraps late and one that wraps at once then agree.
        width = self._console.width - 1
        names = min(max((cell_len(row.job) for row in rows), default=0), _MOST, max((width - _CLOCK - 3) // 2, 8))
        for row in rows[: self.rows]:
            yield _row(row, names, width)
        yield _foot(foot, width)


class _Drawing:
    """Lines that are complete: nothing is wrapped, measured or escaped again."""

    def __init__(self, lines: Sequence[Sequence[Segment]]) -> None:
        self.lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield them as they are."""
        del console, options
        for line in self.lines:
            yield from line
            yield Segment.line()


def _row(row: Row, names: int, width: int) -> list[Segment]:
    """Return `✓ job  status  2/5 step  1m5s` in so many columns; a narrow terminal has the sign for the status."""
    attempt = f"#{row.attempt}" if row.attempt > 1 else ""
    status = f"{row.status} {attempt}".ljust(12) if width >= _NARROW else attempt
    middle = " ".join(word for word in (status, row.place, row.step) if word)
    rest = f" {_fit(middle, width - names - _CLOCK - 4)} {_taken(row.duration):>{_CLOCK}}"
    return [Segment(f"{SIGNS[row.status]} {_fit(row.job, names)}", _STYLES[row.status]), Segment(rest)]


def _taken(duration: int) -> str:
    """Return a duration without what changes faster than it can be read."""
    unit = 100 if duration < 10_000 else 1000
    return clock(duration // unit * unit if duration >= unit else duration) if duration else ""


def _fit(text: str, width: int) -> str:
    """Return text in exactly so many columns; what is too long ends in `…`."""
    if width <= 0:
        return ""
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"


def _foot(parts: Sequence[tuple[str, Status]], width: int) -> list[Segment]:
    """Return as many counts as fit."""
    shown: list[Segment] = []
    for text, status in parts:
        width -= cell_len(text)
        if width < 0:
            break
        shown += (Segment(text, _STYLES[status]), Segment("  "))
        width -= 2
    return shown[:-1]
