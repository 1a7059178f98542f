"""Lines of a text for a terminal: broken between items, each in its style, none wider than the terminal."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from compiler.diagnostics.terminal import visible

from .canvas import styled
from .widths import columns, cut

UNLIMITED = 1_000_000


class Item(NamedTuple):
    """Words that stay together, in a style of `canvas`."""

    text: str
    style: str = ""


class Look(NamedTuple):
    """How wide the terminal is, and whether it shows colours."""

    width: int = 80
    color: bool = False

    def paint(self, text: str, style: str) -> str:
        """Return text in a style."""
        return styled(text, style, color=self.color)

    def wrap(self, first: Item, items: Iterable[Item], indent: int, separator: str = ", ") -> Iterator[str]:
        """Yield lines, the first after `first`, others indented; what is too long for one is cut in its middle."""
        at, empty, end = columns(first.text), True, len(separator.rstrip())
        line = self.paint(first.text, first.style)
        for item in items:
            text = cut(visible(item.text), self.width - indent - end)
            if empty and at + columns(text) + end <= self.width:
                line, at = line + self.paint(text, item.style), at + columns(text)
            elif not empty and at + len(separator) + columns(text) + end <= self.width:
                line, at = line + separator + self.paint(text, item.style), at + len(separator) + columns(text)
            else:
                yield (line + ("" if empty else separator)).rstrip()
                line, at = " " * indent + self.paint(text, item.style), indent + columns(text)
            empty = False
        yield line.rstrip()
