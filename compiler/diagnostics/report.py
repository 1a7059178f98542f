"""What a run found, as the machine-readable formats take it: one shape for all of them."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from ..source import Source
from .diagnostic import Diagnostic
from .rule import Rule
from .span import Span
from .terminal import visible

_BREAK: Final = re.compile("\r\n|\r|\n")
_HALF: Final = re.compile("[\ud800-\udfff]")
_MAX_LINES: Final = 20
"""Longer spans are not quoted."""


class RuleText(NamedTuple):
    """A rule, its page in Markdown, and words to group it by."""

    rule: Rule
    text: str
    tags: tuple[str, ...] = ()


class Linted(NamedTuple):
    """One file that was linted.

    `diagnostics` are those that no file before it had (two pipelines may include one fragment), `clean` says that
    it had none of those either, `bug` what went wrong where the tool itself failed on the file.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...] = ()
    clean: bool = True
    bug: str = ""


class Region(NamedTuple):
    """Lines and columns from 1, the end exclusive, columns in Unicode code points."""

    line: int
    column: int
    end_line: int
    end_column: int


TOP: Final = Region(1, 1, 1, 1)


class Report(NamedTuple):
    """All that a format may tell; `sources` has the files by the paths of the spans, `rule` what a code means."""

    files: tuple[Linted, ...]
    sources: Mapping[str, Source]
    rule: Callable[[str], RuleText]
    version: str
    exit_code: int = 0

    def found(self) -> Iterator[Diagnostic]:
        """Yield every diagnostic in its order.

        What no file wrote stands at the beginning of the pipeline that it was found in, since most formats have no
        finding without a file.
        """
        for file in self.files:
            for item in file.diagnostics:
                yield item if item.span.path else item._replace(span=Span(file.path, 0, 0))

    def written(self) -> Iterator[Diagnostic]:
        """Yield every diagnostic as it was made, also without a place."""
        for file in self.files:
            yield from file.diagnostics

    def region(self, span: Span) -> Region:
        """Return where a span stands; the beginning of its file when that could not be read."""
        source = self.sources.get(span.path)
        return TOP if source is None else Region(*source.position(span.start), *source.position(span.end))

    def quoted(self, span: Span) -> str:
        """Return the whole lines that a span touches, without the last line break; empty if unknown or too long."""
        source = self.sources.get(span.path)
        if source is None:
            return ""
        first, last = source.position(span.start).line, source.position(max(span.start, span.end - 1)).line
        if last - first >= _MAX_LINES:
            return ""
        return source.text[source.offset(first, 1) : source.offset(last, 1) + len(source.line(last))]


def advice(diagnostic: Diagnostic) -> str:
    """Return what to do about a diagnostic, empty if it does not say."""
    return diagnostic.help or (diagnostic.fix.title if diagnostic.fix is not None else "")


def full_message(diagnostic: Diagnostic) -> str:
    """Return the message and on further lines what to do."""
    told = advice(diagnostic)
    return f"{diagnostic.message}\n{told}" if told else diagnostic.message


def visible_lines(text: str) -> list[str]:
    """Return the lines of a text, with a sign for each character that a terminal would obey or hide."""
    return [visible(line) for line in _BREAK.split(text)]


def dump_json(data: object) -> str:
    """Return a JSON document; halves of surrogate pairs are escaped, so that it is UTF-8 always."""
    import json

    text = json.dumps(data, ensure_ascii=False, indent=2)
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"
