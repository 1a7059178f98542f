"""`# pipec: ignore[CODE]`: a comment that silences diagnostics on its line, or on the line below if it stands alone.

A diagnostic inside a text of several lines, such as a script, is silenced where that text begins.
"""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Final, NamedTuple

from yaml import YAMLError
from yaml.cyaml import CBaseLoader
from yaml.events import ScalarEvent, StreamEndEvent

from ..diagnostics import Diagnostic, Span
from ..source import Source

_COMMENT: Final = re.compile(
    r"(?m:^|(?<=[ \t\r]))#[ \t]*pipec:[ \t]*ignore\b[ \t]*(?:\[(?P<codes>[^\]\r\n]*)\])?[^\r\n]*"
)
_CODE: Final = re.compile(r"[^\s,]+")
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_FIRST_SILENT: Final = "PC030"
"""What comes before it are errors of files and YAML, which nothing silences."""

_TARGETS: Final = "PC7"
"""Codes of the targets, which only compiling finds."""


class Ignore(NamedTuple):
    """A comment, the line that it is about, and the codes it names with their places."""

    span: Span
    line: int
    codes: tuple[tuple[str, Span], ...]


def is_always_checked(code: str) -> bool:
    """Return whether linting alone finds all that `code` is about."""
    return not code.startswith(_TARGETS)


def apply_ignores(
    source: Source,
    diagnostics: Iterable[Diagnostic],
    known: Callable[[], Collection[str]],
    checked: Callable[[str], bool] = is_always_checked,
) -> tuple[Diagnostic, ...]:
    """Return `diagnostics` without those that comments in `source` silence, and with what is wrong with the comments.

    Those of other files are returned as they are. `known` gives all codes; it is called only if there is a comment.
    A code that silences nothing is reported if `checked` says that it was looked for.
    """
    everything = tuple(diagnostics)
    if "pipec:" not in source.text:
        return everything
    texts = _long_texts(source.text)
    ignores = _find(source, texts) if texts is not None else []
    if not ignores or texts is None:
        return everything
    codes = known()
    used: set[tuple[int, str]] = set()
    left: list[Diagnostic] = []
    for diagnostic in everything:
        lines = _lines(source, diagnostic, texts)
        by = [
            ignore
            for ignore in ignores
            if ignore.line in lines and any(code == diagnostic.code for code, _ in ignore.codes)
        ]
        used.update((ignore.span.start, diagnostic.code) for ignore in by)
        if not by:
            left.append(diagnostic)
    return (*left, *(found for ignore in ignores for found in _judge(source, ignore, used, codes, checked)))


def _lines(source: Source, diagnostic: Diagnostic, texts: list[tuple[int, int]]) -> set[int]:
    """Return the lines on which `diagnostic` can be silenced."""
    span = diagnostic.span
    if span.path != source.path or diagnostic.code < _FIRST_SILENT:
        return set()
    starts = [span.start, *(start for start, end in texts if start <= span.start < end)]
    return {source.position(start).line for start in starts}


def _long_texts(text: str) -> list[tuple[int, int]] | None:
    """Return the ranges of all scalars but the plain ones, which cannot hold a `#` that looks like a comment's."""
    ranges: list[tuple[int, int]] = []
    try:
        get_event = CBaseLoader(text).get_event
        while not isinstance(event := get_event(), StreamEndEvent) and event is not None:
            if isinstance(event, ScalarEvent) and event.style and event.start_mark and event.end_mark:
                ranges.append((event.start_mark.index, event.end_mark.index))
    except (YAMLError, UnicodeEncodeError):
        return None
    return ranges


def _find(source: Source, texts: list[tuple[int, int]]) -> list[Ignore]:
    return [
        _ignore(source, comment)
        for comment in _COMMENT.finditer(source.text)
        if not any(_holds(source.text, start, end, comment.start()) for start, end in texts)
    ]


def _holds(text: str, start: int, end: int, at: int) -> bool:
    """Return whether `at` is inside the content of a scalar; the line of a block's `|` can end in a comment."""
    if not start <= at < end:
        return False
    if text[start] in "|>":
        header_end = _BREAK.search(text, start)
        return header_end is not None and at >= header_end.end()
    return True


def _ignore(source: Source, comment: re.Match[str]) -> Ignore:
    path, base = source.path, comment.start("codes")
    codes = tuple(
        (code[0], Span(path, base + code.start(), base + code.end())) for code in _CODE.finditer(comment["codes"] or "")
    )
    line = source.position(comment.start()).line
    count = len(source.line_starts)
    while line < count and source.line(line).lstrip().startswith("#"):
        line += 1
    return Ignore(Span(path, comment.start(), comment.end()), line, codes)


def _judge(
    source: Source,
    ignore: Ignore,
    used: set[tuple[int, str]],
    known: Collection[str],
    checked: Callable[[str], bool],
) -> list[Diagnostic]:
    from .rules import unknown_ignore, unused_ignore

    if not ignore.codes:
        return [unknown_ignore.no_code(ignore.span)]
    found = [unknown_ignore.unknown_code(span, code, known) for code, span in ignore.codes if code not in known]
    unused = [
        (code, span)
        for code, span in ignore.codes
        if code in known and (ignore.span.start, code) not in used and checked(code)
    ]
    if unused:
        found.append(unused_ignore.unused_ignore(source, ignore.span, ignore.codes, unused))
    return found
