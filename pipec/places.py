"""How files are named on the screen: as the caller sees them, where the compiler names them from the repository."""

# ruff: noqa: PTH118 - pathlib costs 2 ms at start-up

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from compiler.diagnostics import Diagnostic, Edit, Span
from compiler.driver import Request
from compiler.source import Source

from .selection import SHOWN_INPUT, STANDARD_INPUT, Unreadable


class Shown(NamedTuple):
    """Diagnostics and their sources under the names that the caller can use."""

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


def show_places(
    read: Request | Unreadable, path: str, diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]
) -> Shown:
    """Rename the files: the pipeline as `path`, which the caller wrote, the others relative to where we stand."""
    found = tuple(diagnostics)
    if isinstance(read, Unreadable):
        shown = SHOWN_INPUT if path == STANDARD_INPUT else path
        return Shown(renamed(found, {read.diagnostic.span.path: shown}), sources)
    names = {name: _shown(name, read.root) for name in {**sources, **_mentioned(found)}}
    if path != STANDARD_INPUT:
        names[read.source.path] = path
    if all(before == after for before, after in names.items()):
        return Shown(found, sources)
    return Shown(renamed(found, names), {names[name]: source for name, source in sources.items()})


def _mentioned(diagnostics: Iterable[Diagnostic]) -> dict[str, None]:
    return {item.span.path: None for item in diagnostics}


def _shown(name: str, root: str) -> str:
    if not name or name.startswith("<"):
        return name
    path = os.path.join(root, name)
    try:
        return os.path.relpath(path)
    except OSError:  # we stand nowhere
        return path


def renamed(diagnostics: tuple[Diagnostic, ...], names: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Return diagnostics with the paths of all their spans replaced by those that `names` has."""

    def rename(span: Span) -> Span:
        return span._replace(path=names.get(span.path, span.path))

    return tuple(
        item._replace(
            span=rename(item.span),
            related=tuple(label._replace(span=rename(label.span)) for label in item.related),
            fix=item.fix
            and item.fix._replace(edits=tuple(Edit(rename(edit.span), edit.replacement) for edit in item.fix.edits)),
        )
        for item in diagnostics
    )
