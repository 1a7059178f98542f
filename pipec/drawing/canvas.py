"""A drawing of lines and labels for a terminal: cells of one column each."""

from typing import Final, NamedTuple

from .widths import columns

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
_LINES: Final = {
    UP | DOWN: "│",
    LEFT | RIGHT: "─",
    RIGHT: "─",
    LEFT: "─",
    DOWN | RIGHT: "╭",
    DOWN | LEFT: "╮",
    UP | RIGHT: "╰",
    UP | LEFT: "╯",
    UP | DOWN | RIGHT: "├",
    UP | DOWN | LEFT: "┤",
    DOWN | LEFT | RIGHT: "┬",
    UP | LEFT | RIGHT: "┴",
    UP | DOWN | LEFT | RIGHT: "┼",
    UP: "│",
    DOWN: "│",
}
_STYLES: Final = {
    "added": "32",
    "removed": "31",
    "changed": "33",
    "renamed": "35",
    "critical": "1",
    "failed": "1;31",
    "down": "31",
    "faint": "2",
}


def styled(text: str, style: str, *, color: bool) -> str:
    """Return text as a terminal shows it in a style; as it is without `color`."""
    code = _STYLES.get(style, "") if color else ""
    return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


class _Cell(NamedTuple):
    text: str
    width: int
    style: str


class Canvas:
    """Rows and columns from 0. What is drawn later stands over what was drawn before."""

    def __init__(self) -> None:
        """Begin empty."""
        self._cells: dict[int, dict[int, _Cell]] = {}

    def put(self, row: int, column: int, text: str, style: str = "") -> None:
        """Write a text from a cell on."""
        self._cells.setdefault(row, {})[column] = _Cell(text, columns(text), style)

    def level(self, row: int, first: int, last: int, *, dashed: bool = False) -> None:
        """Draw a line from a column to before another."""
        for column in range(first, last):
            self.put(row, column, "╌" if dashed else "─")

    def joint(self, row: int, column: int, ways: int) -> None:
        """Draw where lines meet that are one; a bit for each way in which it goes on."""
        self.put(row, column, _LINES[ways])

    def rows(self, *, color: bool) -> list[str]:
        """Return the lines, without spaces at their ends."""
        return [self._row(self._cells.get(row, {}), color=color) for row in range(max(self._cells, default=-1) + 1)]

    def _row(self, cells: dict[int, _Cell], *, color: bool) -> str:
        line, at = "", 0
        for column in sorted(cells):
            cell = cells[column]
            line += " " * (column - at) + styled(cell.text, cell.style, color=color)
            at = column + cell.width
        return line
