"""Repairs that an editor offers for one diagnostic: its fix, and a comment that silences it."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from compiler.diagnostics import Diagnostic, Edit, Span
from compiler.frontend.settings import FIRST_FREE
from compiler.frontend.tree import Scalar
from compiler.source import Source

from .files import Open, text_of
from .findings import Findings, all_findings
from .line_edits import Replacement
from .navigation import Location
from .repair import repair
from .words import words_of
from .workspace import Workspace

_OF_COMMENTS: Final = "PC90"
"""Codes about such comments themselves, which none silences."""

_COMMENT: Final = re.compile(r"(?:^|[ \t])#[ \t]*pipec:[ \t]*ignore\[(?P<codes>[^\]\r\n]*)\]")


class Action(NamedTuple):
    """A change that is offered. `diagnostic`, at `place`, is what it repairs; None for all that is safe at once."""

    title: str
    replacements: tuple[Replacement, ...]
    diagnostic: Diagnostic | None = None
    place: Location | None = None
    safe: bool = False


def quick_fixes(workspace: Workspace, path: str, start: int, end: int, opened: Open) -> list[Action]:
    """Return the repairs for the diagnostics that a range of a file touches, fixes before comments."""
    text = text_of(path, opened)
    if text is None:
        return []
    source = Source(path, text)
    fixes: dict[tuple[object, ...], Action] = {}
    silences: dict[tuple[object, ...], Action] = {}
    for found in all_findings(workspace, path, opened):
        for item in found.by_file().get(path, ()):
            if item.span.start > end or start > max(item.span.end, item.span.start):
                continue
            for action in _fix(found, item, windows="\r\n" in text):
                fixes.setdefault(action.replacements, action)
            for action in _silence(source, path, item):
                silences.setdefault(action.replacements, action)
    return [*fixes.values(), *silences.values()]


def _fix(found: Findings, item: Diagnostic, *, windows: bool) -> Iterator[Action]:
    if item.fix is not None and item.fix.edits:
        title = item.fix.title[:1].upper() + item.fix.title[1:]
        edits = dict.fromkeys(item.fix.edits)
        made = tuple(_replacement(edit, found.absolute(edit.span.path), windows=windows) for edit in edits)
        title = title if item.fix.safe else f"{title} (unsafe)"
        yield Action(title, made, item, _place(item, found.absolute(item.span.path)), safe=item.fix.safe)


def _replacement(edit: Edit, path: str, *, windows: bool) -> Replacement:
    text = edit.replacement.replace("\r\n", "\n").replace("\n", "\r\n") if windows else edit.replacement
    return Replacement(Location(path, edit.span.start, edit.span.end), text)


def _silence(source: Source, path: str, item: Diagnostic) -> Iterator[Action]:
    """Yield the comment that silences a diagnostic: one more code in a comment that is there, or a line above."""
    if item.code < FIRST_FREE or item.code.startswith(_OF_COMMENTS) or not item.span.path:
        return
    line = _silenced_line(source, item.span.start)
    title = f"Ignore {item.code} with a comment"
    for number in (line, line - 1):
        shown = source.line(number) if number else ""
        found = _COMMENT.search(shown)
        if found is not None and (number == line or shown.lstrip().startswith("#")):
            at = source.line_starts[number - 1] + found.end("codes")
            yield Action(title, (Replacement(Location(path, at, at), f", {item.code}"),), item, _place(item, path))
            return
    at = source.line_starts[line - 1]
    indentation = re.match(r"[ ]*", source.line(line))
    ending = "\r\n" if "\r\n" in source.text else "\n"
    comment = f"{indentation[0] if indentation else ''}# pipec: ignore[{item.code}]{ending}"
    yield Action(title, (Replacement(Location(path, at, at), comment),), item, _place(item, path))


def _place(item: Diagnostic, path: str) -> Location:
    return Location(path, item.span.start, item.span.end)


def _silenced_line(source: Source, offset: int) -> int:
    """Return the line on which a comment silences what stands at an offset: where its text of several lines begins."""
    _, tree = repair(source)
    for word in words_of(tree):
        span = word.scalar.span
        if span.start <= offset < span.end and _is_long(source, word.scalar):
            return source.position(span.start).line
    return source.position(offset).line


def _is_long(source: Source, scalar: Scalar) -> bool:
    span: Span = scalar.span
    return source.position(span.start).line < source.position(span.end).line
