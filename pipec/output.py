"""What commands print: diagnostics and summaries, with colour where it is wanted."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import IO

from compiler.diagnostics import Diagnostic
from compiler.source import Source


def wants_color(choice: str, stream: IO[str]) -> bool:
    """Decide on colour: `always`, `never`, or `auto` by terminal, NO_COLOR (no-color.org) and TERM."""
    if choice != "auto":
        return choice == "always"
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


def print_diagnostics(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, Source], *, color: str, quiet: bool, stream: IO[str]
) -> None:
    """Print diagnostics as text; `quiet` leaves all but errors out."""
    shown = [item for item in diagnostics if item.severity == "error" or not quiet]
    if shown:
        from compiler.diagnostics.render_text import render

        stream.write(render(shown, sources, color=wants_color(color, stream)))


def print_json(data: object) -> None:
    """Print a JSON document."""
    import json

    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is one."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
