"""`# pipec: ignore[CODE]`: a comment that silences diagnostics on its line, or on the line below if it stands alone.

What stands behind the bracket is the reason, for people. A diagnostic inside a text of several lines, such as a script,
is silenced where that text begins, or in a block inside it, where the comment is one of the script. Such a comment is
not missed where it silences nothing: the text may be anything.
"""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Final, NamedTuple

from yaml import YAMLError
from yaml.cyaml import CBaseLoader
from yaml.events import ScalarEvent, StreamEndEvent

from ..diagnostics import Diagnostic, Span
from ..source import Source
from .settings import FIRST_FREE

_COMMENT: Final = re.compile(
    r"(?m:^|(?<=[ \t\r]))#[ \t]*pipec:[ \t]*ignore\b[ \t]*(?:\[(?P<codes>[^\]\r\n]*)\])?(?P<reason>[^\r\n]*)"
)
_CODE: Final = re.compile(r"[^\s,]+")
_WORD: Final = re.compile(r"\w")
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_TARGETS: Final = "PC7"
"""Codes of the targets, which only compiling finds."""

_BY_OTHERS: Final = frozenset({"PC420", "PC513", "PC514", "PC515", "PC516", "PC517"})
"""Codes that are found by running another program or by locking, which neither linting nor compiling always does."""


class Ignore(NamedTuple):
    """A comment, the line that it is about, the codes it names with their places, whether it says why.

    `inside` is the range of the block of text that it stands in; it silences nothing outside of that.
    """

    span: Span
    line: int
    codes: tuple[tuple[str, Span], ...]
    has_reason: bool
    inside: tuple[int, int] | None = None


def is_always_checked(code: str) -> bool:
    """Return whether linting alone finds all that `code` is about."""
    return not code.startswith(_TARGETS) and code not in _BY_OTHERS


def is_found_by_compiling(code: str) -> bool:
    """Return whether compiling for a target finds what `code` is about."""
    return code not in _BY_OTHERS


def apply_ignores(
    source: Source,
    diagnostics: Iterable[Diagnostic],
    known: Callable[[], Collection[str]],
    checked: Callable[[str], bool] = is_always_checked,
    *,
    reasons: bool = False,
) -> tuple[Diagnostic, ...]:
    """Return `diagnostics` without those that comments in `source` silence, and with what is wrong with the comments.

    Those of other files are returned as they are. `known` gives all codes; it is called only if there is a comment.
    A code that silences nothing is reported if `checked` says that it was looked for, a missing reason with `reasons`.
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
            if ignore.line in lines and _reaches(ignore, diagnostic.span) and _names(ignore, diagnostic.code)
        ]
        used.update((ignore.span.start, diagnostic.code) for ignore in by)
        if not by:
            left.append(diagnostic)
    comments = (ignore for ignore in ignores if ignore.inside is None)
    judged = (found for ignore in comments for found in _judge(source, ignore, used, codes, checked))
    return (*left, *judged, *(_missing_reasons(ignores, used) if reasons else ()))


def _lines(source: Source, diagnostic: Diagnostic, texts: list[tuple[int, int]]) -> set[int]:
    """Return the lines on which `diagnostic` can be silenced."""
    span = diagnostic.span
    if span.path != source.path or diagnostic.code < FIRST_FREE:
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


def _reaches(ignore: Ignore, span: Span) -> bool:
    return ignore.inside is None or ignore.inside[0] < span.start < ignore.inside[1]


def _names(ignore: Ignore, code: str) -> bool:
    return any(code == named for named, _ in ignore.codes)


def _find(source: Source, texts: list[tuple[int, int]]) -> list[Ignore]:
    found = []
    for comment in _COMMENT.finditer(source.text):
        holds = next((each for each in texts if _holds(source.text, *each, comment.start())), None)
        if holds is None or source.text[holds[0]] == "|":
            found.append(_ignore(source, comment)._replace(inside=holds))
    return found


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
    return Ignore(Span(path, comment.start(), comment.end()), line, codes, _WORD.search(comment["reason"]) is not None)


def _missing_reasons(ignores: list[Ignore], used: set[tuple[int, str]]) -> list[Diagnostic]:
    """Return what is wrong with ignores that silence something; of the others it is told already that they do not."""
    from .rules.missing_reason import missing_reason

    found = []
    for ignore in ignores:
        silenced = tuple(dict.fromkeys(code for code, _ in ignore.codes if (ignore.span.start, code) in used))
        if silenced and not ignore.has_reason:
            found.append(missing_reason(ignore.span, silenced))
    return found


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
