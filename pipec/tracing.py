"""From a node of an emitted file back to the line of the pipeline that caused it."""

# ruff: noqa: PTH100, PTH109, PTH110, PTH113, PTH118, PTH120 - paths are text here, as everywhere on the command line

import json
import os
from collections.abc import Mapping
from typing import NamedTuple, cast

import click

from compiler.bundle_files import MARKER
from compiler.diagnostics.terminal import visible
from compiler.emission import SOURCE_MAP, SOURCE_MAP_FORMAT
from compiler.frontend.files import find_root, read_source
from compiler.source import Source

from .options import did_you_mean

MOST_LINES = 20
"""So many lines of the pipeline are shown."""

Lines = Mapping[str, list[int]]
"""By pointer: the number of a source, then line, column, end line and end column, from 1."""


class SourceMap(NamedTuple):
    """What a bundle says of where its files come from."""

    sources: list[str]
    files: Mapping[str, Lines]


class Place(NamedTuple):
    """Where a node comes from: a source file and a range of it, lines and columns from 1."""

    pointer: str
    source: str
    line: int
    column: int
    end_line: int
    end_column: int


def trace(subject: str) -> str:
    """Return the excerpt of the pipeline that caused `FILE#POINTER`; a usage error when nothing is known of it."""
    file, pointer = _split(subject)
    bundle = bundle_of(file)
    known = read_map(bundle)
    name = os.path.relpath(os.path.abspath(file), bundle)
    if name not in known.files:
        raise click.UsageError(f"Nothing is known of where `{name}` comes from. {_known_files(name, known)}")
    place = nearest(known.files[name], known.sources, pointer)
    if place is None:
        raise click.UsageError(f"Nothing in `{name}` at or above `{pointer or '/'}` has a line of the pipeline.")
    above = "" if place.pointer == pointer else f"{name}#{pointer} has no line of its own; the nearest before it,\n"
    return above + _show(place, bundle, f"{name}#{place.pointer}")


def _split(subject: str) -> tuple[str, str]:
    """Split at the first `#` that leaves a file before it: names may have one too."""
    places = [place for place, char in enumerate(subject) if char == "#"]
    at = next((place for place in places if os.path.isfile(subject[:place])), places[0])
    file, pointer = subject[:at], subject[at + 1 :].rstrip("/")
    if pointer and not pointer.startswith("/"):
        raise click.UsageError(
            f"A JSON pointer is empty or begins with `/`; `{pointer}` does not. Try `{file}#/{pointer}`."
        )
    return file, pointer


def bundle_of(file: str) -> str:
    """Return the folder of the bundle that holds a file; a usage error where there is none."""
    if not os.path.exists(file):
        raise click.UsageError(f"There is no file `{file}`.")
    folder = os.path.dirname(os.path.abspath(file))
    while not os.path.exists(os.path.join(folder, MARKER)):
        above = os.path.dirname(folder)
        if above == folder:
            raise click.UsageError(f"`{file}` is in no bundle: nothing above it holds `{MARKER}`. Compile first.")
        folder = above
    return folder


def read_map(bundle: str) -> SourceMap:
    """Return a bundle's source map; a usage error where it cannot be read."""
    path = os.path.join(bundle, SOURCE_MAP)
    try:
        with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - as above
            data = json.load(stream)
    except OSError as error:
        raise click.UsageError(f"`{path}` cannot be read: {error.strerror}. Compile again.") from None
    except (ValueError, RecursionError):
        data = None
    if not is_map(data):
        raise click.UsageError(f"`{path}` is damaged, or of another version of pipec. Compile again.")
    return SourceMap(data["sources"], data["files"])


def is_map(data: object) -> bool:
    """Tell whether data has the form of a source map, so that nothing below can fail on it."""
    if not isinstance(data, dict) or data.get("format") != SOURCE_MAP_FORMAT:
        return False
    sources, files = data.get("sources"), data.get("files")
    if not isinstance(sources, list) or not isinstance(files, dict):
        return False
    return all(isinstance(name, str) for name in sources) and all(
        isinstance(lines, dict) and all(_is_line(line, len(sources)) for line in lines.values())
        for lines in files.values()
    )


def _is_line(line: object, sources: int) -> bool:
    if not isinstance(line, list) or len(line) != 5 or not all(isinstance(number, int) for number in line):
        return False
    numbers = cast("list[int]", line)
    return 0 <= numbers[0] < sources and all(number > 0 for number in numbers[1:])


def _known_files(name: str, known: SourceMap) -> str:
    return (
        did_you_mean(name, sorted(known.files))
        if len(known.files) <= MOST_LINES
        else "`sourcemap.json` lists the files."
    )


def nearest(lines: Lines, sources: list[str], pointer: str) -> Place | None:
    """Return the node itself or the nearest above it that has a line; in a text file the nearest line before."""
    at = pointer
    if pointer[1:].isdecimal() and all(key[1:].isdecimal() for key in lines):
        before = [key for key in lines if int(key[1:]) <= int(pointer[1:])]
        at = max(before, key=lambda key: int(key[1:]), default=pointer)
    while at not in lines:
        if not at:
            return None
        at = at.rpartition("/")[0]
    index, *numbers = lines[at]
    return Place(at, sources[index], *numbers)


def _show(place: Place, bundle: str, node: str) -> str:
    head = f"{node} comes from {visible(place.source)}:{place.line}:{place.column}\n"
    excerpt = excerpt_of(place, bundle)
    return head + (excerpt if excerpt.startswith("(") else f"\n{excerpt}")


def excerpt_of(place: Place, bundle: str) -> str:
    """Return the lines of a place, or a sentence in brackets that says why they cannot be shown."""
    source = _find_source(place.source, bundle)
    if source is None:
        return f"(`{visible(place.source)}` is not to be found from here)\n"
    if place.line > len(source.line_starts):
        return f"(`{visible(place.source)}` has changed since: compile again)\n"
    # A span that ends at the start of a line has nothing in that line.
    last = max(place.end_line - (place.end_column == 1), place.line)
    shown = range(place.line, min(last, place.line + MOST_LINES - 1, len(source.line_starts)) + 1)
    width = len(str(shown[-1]))
    lines = [f"{number:>{width}} | {visible(source.line(number))}\n" for number in shown]
    more = f"{'':>{width}} | … {last - shown[-1]} more\n" if last > shown[-1] else ""
    return f"{''.join(lines)}{more}"


def _find_source(name: str, bundle: str) -> Source | None:
    """Look for the pipeline by its name from the repository's root, of the bundle or of where we stand."""
    for folder in dict.fromkeys((find_root(bundle), find_root(os.getcwd()), os.getcwd())):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            source = read_source(path, name)
            return source if isinstance(source, Source) else None
    return None
