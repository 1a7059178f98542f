"""What commands print: diagnostics and data, with colour where it is wanted."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import IO

from compiler.diagnostics import Diagnostic
from compiler.source import Source

from .streams import write


def wants_color(choice: str, stream: IO[str] | None) -> bool:
    """Decide on colour: `always`, `never`, or `auto` by terminal, NO_COLOR (no-color.org) and TERM."""
    if choice != "auto":
        return choice == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and stream is not None and stream.isatty()


def print_diagnostics(
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, Source],
    *,
    color: str,
    quiet: bool,
    stream: IO[str] | None = None,
) -> None:
    """Print diagnostics as text, a blank line after each; `quiet` leaves all but errors out."""
    shown = [item for item in diagnostics if item.severity == "error" or not quiet]
    if shown:
        from compiler.diagnostics.render_text import render

        stream = stream or sys.stdout
        text = render(shown, sources, color=wants_color(color, stream), columns=columns_of(stream))
        write(f"{text}\n", stream)


def columns_of(stream: IO[str]) -> int:
    """Return how wide the terminal is: COLUMNS where it is set, 0 where nobody knows."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal():
        return int(told)
    try:
        return os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0
    except OSError:
        return 0


def print_json(data: object) -> None:
    """Print a JSON document."""
    import json

    write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
