"""Long texts on a terminal: in the reader's pager, and nowhere else."""

import os
import sys

from .streams import write

WIDEST = 100
"""Columns beyond which lines of text are hard to read."""
_UNKNOWN = 80


def columns() -> int:
    """Return how wide text is set: COLUMNS where it is set, the terminal's width, or 80; never more than 100."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return min(int(told), WIDEST)
    return min(_size().columns, WIDEST)


def show(text: str) -> None:
    """Print a text; on a terminal too low for it in $PAGER, unless that is set to nothing."""
    if _fits(text) or os.environ.get("PAGER") == "":
        write(text)
        return
    import click

    click.echo_via_pager(text.removesuffix("\n"), color="\x1b[" in text)


def _fits(text: str) -> bool:
    terminals = (sys.stdin, sys.stdout)
    if any(stream is None or not stream.isatty() for stream in terminals) or os.environ.get("TERM") == "dumb":
        return True
    return text.count("\n") < _size().lines


def _size() -> os.terminal_size:
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return os.terminal_size((_UNKNOWN, sys.maxsize))
    return size if size.columns and size.lines else os.terminal_size((_UNKNOWN, sys.maxsize))
