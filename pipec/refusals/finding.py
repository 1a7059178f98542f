"""From a statement to the emitted node that it means, and from there to the pipeline."""

# ruff: noqa: PTH100, PTH110, PTH112, PTH118, PTH119 - paths are text here, as in `tracing`

import os
from typing import NamedTuple

import click

from compiler.bundle_files import MARKER

from ..tracing import Place, SourceMap, bundle_of, nearest, read_map
from .emitted import Unreadable, line_of, pointer_of, read_emitted
from .statements import Statement


class Bundle(NamedTuple):
    """A bundle, what it knows of where its files come from, and the one file of it that is meant, if one is."""

    folder: str
    known: SourceMap
    file: str = ""


class Found(NamedTuple):
    """A statement with its emitted node and its place in the pipeline; both empty where there is none, and why."""

    statement: Statement
    file: str = ""
    pointer: str = ""
    place: Place | None = None
    reason: str = ""


def open_bundle(path: str) -> Bundle:
    """Return the bundle that a caller names by its folder or by a file in it; a usage error for what is neither."""
    if os.path.isdir(path):
        if not os.path.exists(os.path.join(path, MARKER)):
            raise click.UsageError(
                f"`{path}` is no bundle: it has no `{MARKER}`. Name a bundle, such as pipec-out/NAME, or a file in one."
            )
        return Bundle(os.path.abspath(path), read_map(path))
    folder = bundle_of(path)
    return Bundle(folder, read_map(folder), os.path.relpath(os.path.abspath(path), folder))


def find(statement: Statement, bundle: Bundle) -> Found:
    """Return the node that a statement means and the line that caused it, as far as they can be found."""
    files = _candidates(statement, bundle)
    nodes = [(file, node) for file in files if (node := _node(statement, bundle, file))]
    if not nodes:
        return Found(statement, reason=_why_none(statement, files, bundle))
    if len(nodes) > 1:
        listed = ", ".join(file for file, _ in nodes[:5])
        return Found(statement, reason=f"it may be said of each of {len(nodes)} files: {listed}; name the one")
    file, node = nodes[0]
    place = nearest(bundle.known.files[file], bundle.known.sources, node)
    return Found(statement, file, node, place, "" if place else "no line of the pipeline caused that node alone")


def _candidates(statement: Statement, bundle: Bundle) -> list[str]:
    """Return the files that may be meant: of the name that is said, else the caller's, else all of the engine."""
    if statement.file:
        name = os.path.basename(statement.file)
        named = [file for file in bundle.known.files if os.path.basename(file) == name]
        if bundle.file in named:
            return [bundle.file]
        if named:
            longest = max(_common_end(file, statement.file) for file in named)
            return [file for file in named if _common_end(file, statement.file) == longest]
    if bundle.file:
        return [bundle.file] if bundle.file in bundle.known.files else []
    return [] if statement.file else [file for file in bundle.known.files if file.startswith(f"{statement.engine}/")]


def _common_end(one: str, other: str) -> int:
    pairs = zip(reversed(one.split("/")), reversed(other.split("/")), strict=False)
    count = 0
    for left, right in pairs:
        if left != right:
            break
        count += 1
    return count


def _node(statement: Statement, bundle: Bundle, file: str) -> str:
    path = os.path.join(bundle.folder, file)
    if statement.line:
        return pointer_of(path, statement.line)
    data = read_emitted(path)
    if statement.locate is None or isinstance(data, Unreadable):
        return ""
    pointer = statement.locate(data)
    return line_of(path, data, pointer) if pointer and path.endswith(".hcl") else pointer


def _why_none(statement: Statement, files: list[str], bundle: Bundle) -> str:
    if not files and statement.file:
        return f"`{statement.file}` is no file of this bundle of which a source is known"
    if not files:
        return f"of `{bundle.file}` no source is known" if bundle.file else "the bundle has no file for that engine"
    return f"the message names no node of {files[0] if len(files) == 1 else 'these files'}"
