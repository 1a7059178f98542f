"""Formatting of many files: which they are, and what each comes to."""

# ruff: noqa: PTH100, PTH109, PTH112, PTH118 - pathlib costs 2 ms at start-up

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import click

from compiler.diagnostics import Diagnostic
from compiler.driver import Request
from compiler.frontend.files import (
    MAX_BYTES,
    decode_source,
    find_fragments,
    find_pipelines,
    find_root,
    read_source,
)
from compiler.frontend.includes import load_pipeline
from compiler.frontend.tree import Scalar
from compiler.layout import Unformatted, format_source
from compiler.source import Source

from .faults import describe_bug, is_bug
from .places import show_places
from .rewriting import ChangedMeanwhileError, rewrite
from .selection import SHOWN_INPUT, STANDARD_INPUT, Unreadable, read_request, select_paths

FEW = 16
"""So many files are formatted sooner by one process than others are started."""

_MARK = b"\xef\xbb\xbf"


class Formatted(NamedTuple):
    """What one file comes to: its text before and after, or why it has no layout.

    `before` is None where there is none. `mark` is the byte order mark of standard input; files keep theirs. `error` is
    why the file could not be written, `bug` that pipec itself failed.
    """

    path: str
    before: str | None = None
    after: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = {}
    mark: str = ""
    error: str = ""
    bug: str = ""

    @property
    def changes(self) -> bool:
        """Whether the file is not in its layout."""
        return self.before is not None and self.before != self.after

    @property
    def failed(self) -> bool:
        """Whether the file has no layout, or could not be written."""
        return self.before is None or bool(self.error)


def choose_files(files: tuple[str, ...]) -> tuple[str, ...]:
    """Return the files to format, each once: those given, for a folder the pipelines and fragments that are in it.

    Without any they are those of the repository. Raises a usage error when there are none, or when standard input
    comes with others.
    """
    if STANDARD_INPUT in files and len(set(files)) > 1:
        raise click.UsageError("`-` is standard input, whose text goes to standard output: format it alone.")
    names = files or (os.path.relpath(find_root(os.getcwd())),)
    once: dict[str, str] = {}
    for name in names:
        for path in _files_in(name) or ([name] if files else select_paths(())):
            once.setdefault(path if path == STANDARD_INPUT else os.path.realpath(path), path)
    return tuple(once.values())


def _files_in(folder: str) -> list[str]:
    """Return the pipelines in a folder, its fragments, and what else the pipelines include from it."""
    if folder == STANDARD_INPUT or not os.path.isdir(folder):
        return []
    pipelines = [os.path.normpath(os.path.join(folder, path)) for path in find_pipelines(folder)]
    fragments = [os.path.normpath(os.path.join(folder, path)) for path in find_fragments(folder)]
    base = os.path.abspath(folder).rstrip("/") + "/"
    included = [
        os.path.normpath(os.path.join(folder, file.removeprefix(base)))
        for path in pipelines
        for file in _included(path)
        if file.startswith(base)
    ]
    return sorted({*pipelines, *fragments, *included})


def _included(path: str) -> Iterator[str]:
    """Yield the absolute paths of what a pipeline includes, as far as that can be read."""
    request = read_request(path, {})
    if isinstance(request, Unreadable) or "include" not in request.source.text:
        return
    root = request.root

    def read(place: str, name: Scalar) -> Source | Diagnostic:
        return read_source(place, os.path.relpath(place, root), name.span)

    loaded = load_pipeline(request.path, request.source, root, read)
    yield from (file for file in loaded.files if os.path.relpath(file, root) in loaded.sources)


def format_files(paths: tuple[str, ...], tell: Callable[[int], None] | None = None) -> list[Formatted]:
    """Format every file, results in the order of `paths`; nothing is written."""
    if len(paths) > FEW:
        from .parallel import spread

        return spread(format_file, paths, tell)
    return [format_file(path) for path in paths]


def format_file(path: str) -> Formatted:
    """Format one file, or standard input; what cannot be read or does not load is told by diagnostics."""
    try:
        return _format(path)
    except Exception as error:
        if not is_bug(error):
            raise
        return Formatted(path, bug=describe_bug(error, path))


def _format(path: str) -> Formatted:
    request, mark = _read(path)
    if isinstance(request, Unreadable):
        return Formatted(path, None, "", *show_places(request, path, (request.diagnostic,), {}))
    source = request.source
    result = format_source(source)
    if isinstance(result, Unformatted):
        shown = show_places(request, path, result.diagnostics, {source.path: source})
        return Formatted(path, None, "", *shown, mark=mark)
    return Formatted(path, source.text, result, mark=mark)


def _read(path: str) -> tuple[Request | Unreadable, str]:
    """Read a file, and what byte order mark standard input has."""
    if path != STANDARD_INPUT:
        return read_request(path, {}), ""
    if sys.stdin is None:
        raise click.UsageError("`-` is standard input, and that is closed.")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    source = decode_source(SHOWN_INPUT, data)
    mark = _MARK.decode() if data.startswith(_MARK) else ""
    if not isinstance(source, Source):
        return Unreadable(path, source), mark
    root = find_root(os.getcwd())
    return Request(os.path.join(os.getcwd(), SHOWN_INPUT), source, root), mark


def write_formatted(result: Formatted) -> Formatted:
    """Write a file that changes, whole or not at all; return the result with what stood in the way."""
    if not result.changes or result.before is None:
        return result
    try:
        rewrite(result.path, result.before, result.after)
    except ChangedMeanwhileError:
        return result._replace(error="was changed by somebody else meanwhile, so it is left as it is")
    except OSError as error:
        return result._replace(error=f"cannot be written: {(error.strerror or str(error)).lower()}")
    return result
