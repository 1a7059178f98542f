"""Which pipeline files a command works on, and the values their parameters get."""

import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

import click

from compiler.diagnostics import Diagnostic
from compiler.driver import Request
from compiler.frontend.files import decode_source, find_pipelines, find_root, read_source
from compiler.frontend.parameters import Given
from compiler.source import Source

STANDARD_INPUT = "-"


class Unreadable(NamedTuple):
    """A file that could not be read, and why."""

    path: str
    diagnostic: Diagnostic


def select_paths(files: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths given; a folder stands for the pipelines in it, nothing for the repository's.

    Raises a usage error when there are none.
    """
    if not files:
        root = find_root(os.getcwd())
        found = tuple(os.path.relpath(os.path.join(root, path)) for path in find_pipelines(root))
        if not found:
            raise click.UsageError(
                "There is no pipeline here: no pipeline.yaml, *.pipeline.yaml or .pipec/*.yaml. `pipec init` writes one."
            )
        return found
    return tuple(path for name in files for path in _expand(name))


def _expand(name: str) -> Iterator[str]:
    if name != STANDARD_INPUT and os.path.isdir(name):
        found = find_pipelines(name)
        if not found:
            raise click.UsageError(f"There is no pipeline in the folder `{name}`.")
        yield from (os.path.join(name, path) for path in found)
    else:
        yield name


def read_request(path: str, given: dict[str, Given]) -> Request | Unreadable:
    """Read one file; what cannot be read is a diagnostic, never an exception."""
    if path == STANDARD_INPUT:
        source = decode_source("<stdin>", sys.stdin.buffer.read())
        location = os.path.join(os.getcwd(), "<stdin>")
    else:
        location = os.path.abspath(path)
        source = read_source(location, path)
    if not isinstance(source, Source):
        return Unreadable(path, source)
    return Request(location, source, find_root(location), given)


def single_path(file: str | None) -> str:
    """Return the one file of a command that works on one; a usage error when it is not clear which."""
    if file is not None and not (file != STANDARD_INPUT and os.path.isdir(file)):
        return file
    paths = select_paths(() if file is None else (file,))
    if len(paths) > 1:
        raise click.UsageError(f"There are {len(paths)} pipelines; say which: {', '.join(paths)}")
    return paths[0]
