"""What commands print: text that survives a closed pipe, diagnostics, colour where it is wanted."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import IO

from compiler.diagnostics import Diagnostic
from compiler.source import Source


def prepare_streams() -> None:
    """Make standard output UTF-8 whatever the locale says; what it cannot say otherwise is escaped, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def write(text: str, stream: IO[str] | None = None) -> None:
    """Write to standard output, or to `stream`; when its reader has gone the rest is dropped, the work goes on."""
    stream = stream or sys.stdout
    if stream is None:  # the caller closed it
        return
    try:
        stream.write(text)
    except BrokenPipeError:
        _silence(stream)


def warn(text: str) -> None:
    """Write one line to standard error."""
    write(f"{text}\n", sys.stderr)


def flush_streams() -> None:
    """Write out what is still held back; an OSError when there is no room for it."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:
                stream.flush()
            except BrokenPipeError:
                _silence(stream)


def discard_output() -> None:
    """Drop what standard output still holds back, so that the interpreter does not try again at its end."""
    if sys.stdout is not None:
        _silence(sys.stdout)


def _silence(stream: IO[str]) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


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
        write(render(shown, sources, color=wants_color(color, stream)) + "\n", stream)


def print_json(data: object) -> None:
    """Print a JSON document."""
    import json

    write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
