"""From a node of an emitted file back to the line of the pipeline that caused it."""

import json
import os
from typing import NamedTuple

import click

from compiler.bundle_files import MARKER
from compiler.diagnostics.terminal import visible
from compiler.emission import SOURCE_MAP
from compiler.frontend.files import find_root, read_source
from compiler.source import Source


class Place(NamedTuple):
    """Where a node comes from: a source file and a range of it, lines and columns from 1."""

    pointer: str
    source: str
    line: int
    column: int
    end_line: int
    end_column: int


def trace(file: str, pointer: str) -> str:
    """Return the excerpt of the pipeline that caused a node; a usage error when nothing is known of it."""
    bundle = _bundle_of(file)
    with open(os.path.join(bundle, SOURCE_MAP), encoding="utf-8") as stream:
        data = json.load(stream)
    name = os.path.relpath(os.path.abspath(file), bundle)
    if name not in data["files"]:
        raise click.UsageError(f"The source map of `{bundle}` knows no file `{name}`.")
    place = _nearest(data["files"][name], data["sources"], pointer)
    if place is None:
        raise click.UsageError(f"Nothing in `{name}` at or above `{pointer or '/'}` has a line of the pipeline.")
    return _show(place, bundle, f"{name}#{place.pointer}")


def _bundle_of(file: str) -> str:
    if not os.path.exists(file):
        raise click.UsageError(f"There is no file `{file}`.")
    folder = os.path.dirname(os.path.abspath(file))
    while not os.path.exists(os.path.join(folder, MARKER)):
        above = os.path.dirname(folder)
        if above == folder:
            raise click.UsageError(f"`{file}` is in no bundle: nothing above it holds `{MARKER}`. Compile first.")
        folder = above
    return folder


def _nearest(lines: dict[str, list[int]], sources: list[str], pointer: str) -> Place | None:
    """Return the node itself or the nearest above it that has a line; in a text file the nearest line before."""
    if pointer.startswith("/") and pointer[1:].isdigit() and all(key[1:].isdigit() for key in lines):
        before = [key for key in lines if int(key[1:]) <= int(pointer[1:])]
        pointer = max(before, key=lambda key: int(key[1:]), default=pointer)
    at = pointer
    while at not in lines:
        if not at:
            return None
        at = at.rpartition("/")[0]
    index, *numbers = lines[at]
    return Place(at, sources[index], *numbers)


def _show(place: Place, bundle: str, node: str) -> str:
    head = f"{node} comes from {place.source}:{place.line}:{place.column}\n"
    source = _find_source(place.source, bundle)
    if source is None:
        return head
    # A span that ends at the start of a line has nothing in that line.
    last = place.end_line - (place.end_column == 1 and place.end_line > place.line)
    shown = range(place.line, min(last, place.line + MOST_LINES - 1, len(source.line_starts)) + 1)
    width = len(str(shown[-1])) if shown else 1
    lines = [f"{number:>{width}} | {visible(source.line(number))}\n" for number in shown]
    more = f"{'':>{width}} | … {last - shown[-1]} more\n" if shown and last > shown[-1] else ""
    return f"{head}\n{''.join(lines)}{more}"


MOST_LINES = 20


def _find_source(name: str, bundle: str) -> Source | None:
    """Look for the pipeline as it was named: from here, from the repository's root, beside the bundle."""
    for folder in (os.getcwd(), find_root(bundle), os.path.dirname(bundle)):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            source = read_source(path, name)
            return source if isinstance(source, Source) else None
    return None
