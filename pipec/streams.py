"""Standard output and error: text that survives a reader who goes away, a poor locale, a full disk."""

import os
import sys
from typing import IO


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
