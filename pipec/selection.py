"""Which pipeline files a command works on, and how each is read and named."""

# ruff: noqa: PTH100, PTH109, PTH112, PTH113, PTH118, PTH120, PTH208 - pathlib costs 2 ms at start-up

import os
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import click

from compiler.diagnostics import Diagnostic, Span
from compiler.driver import Request
from compiler.frontend.files import MAX_BYTES, decode_source, find_pipelines, find_root, read_source
from compiler.frontend.parameters import Given
from compiler.source import Source

STANDARD_INPUT = "-"
SHOWN_INPUT = "<stdin>"
DEFAULT = "pipeline.yaml"
_SHOWN = 5
"""How many candidates an error names."""
PATTERNS = "pipeline.yaml, *.pipeline.yaml or .pipec/*.yaml"


class Unreadable(NamedTuple):
    """A file that could not be read, and why."""

    path: str
    diagnostic: Diagnostic


def select_paths(files: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths given, each once; a folder stands for the pipelines in it, nothing for the repository's.

    Raises a usage error when there are none. A folder without pipelines stays, and cannot be read later on.
    """
    if not files:
        root = find_root(os.getcwd())
        found = tuple(os.path.relpath(os.path.join(root, path)) for path in find_pipelines(root))
        if not found:
            raise click.UsageError(f"There is no pipeline here: no {PATTERNS}. `pipec init` writes one.")
        return found
    once: dict[str, str] = {}
    for name in files:
        for path in _expand(name):
            once.setdefault(path if path == STANDARD_INPUT else os.path.abspath(path), path)
    return tuple(once.values())


def _expand(name: str) -> Iterator[str]:
    found = find_pipelines(name) if name != STANDARD_INPUT and os.path.isdir(name) else ()
    if found:
        yield from (os.path.normpath(os.path.join(name, path)) for path in found)
    else:
        yield name


def read_request(path: str, given: Mapping[str, Given]) -> Request | Unreadable:
    """Read one file, named relative to its repository's root wherever we stand.

    What cannot be read is a diagnostic, never an exception.
    """
    if path == STANDARD_INPUT:
        location, root = os.path.join(os.getcwd(), SHOWN_INPUT), find_root(os.getcwd())
        source = decode_source(SHOWN_INPUT, read_input())
    else:
        location = os.path.abspath(path)
        root = find_root(os.path.dirname(location))
        source = _read_file(location, os.path.relpath(location, root), path)
    if not isinstance(source, Source):
        return Unreadable(path, source)
    return Request(location, source, root, given)


_read: list[tuple[object, bytes]] = []
"""Standard input and what was read of it: it can be read once, and is looked at twice to be repaired."""


def read_input() -> bytes:
    """Return the bytes of standard input; a usage error where it is closed."""
    if sys.stdin is None:
        raise click.UsageError("`-` is standard input, and that is closed.")
    if not _read or _read[0][0] is not sys.stdin:
        _read[:] = [(sys.stdin, sys.stdin.buffer.read(MAX_BYTES + 1))]
    return _read[0][1]


def _read_file(location: str, name: str, shown: str) -> Source | Diagnostic:
    name = os.fsencode(name).decode(errors="replace")
    if os.path.isdir(location):
        from compiler.frontend.rules.unreadable_file import unreadable_file

        return unreadable_file(Span(name, 0, 0), os.fsencode(shown).decode(errors="replace"), _why_empty(location))
    return read_source(location, name)


def _why_empty(folder: str) -> str:
    try:
        os.listdir(folder)
    except OSError as error:
        return f"may not be searched: {os.strerror(error.errno or 0).lower()}"
    return f"is a folder without a pipeline: no {PATTERNS}"


def single_path(file: str | None) -> str:
    """Return the one file of a command that works on one; a usage error when it is not clear which.

    Without a file that is the `pipeline.yaml` where we stand, else the repository's only pipeline.
    """
    if file is None and os.path.isfile(DEFAULT):
        return DEFAULT
    paths = select_paths(() if file is None else (file,))
    if len(paths) > 1:
        more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
        raise click.UsageError(f"There are {len(paths)} pipelines; say which: {', '.join(paths[:_SHOWN])}{more}")
    return paths[0]
