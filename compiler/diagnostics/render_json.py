"""Diagnostics as data for editors and other programs."""

from collections.abc import Iterable, Mapping
from typing import Final

from ..source import Source
from .diagnostic import Diagnostic, Fix
from .report import Report, dump_json
from .span import Span

FORMAT_VERSION: Final = 1
"""Rises when a member is removed or changes its meaning; new members may appear without."""

Json = dict[str, object]


def write(report: Report) -> str:
    """Return the whole document, as `schemas/diagnostics.schema.json` describes it."""
    failed = [{"path": file.path, "message": file.bug} for file in report.files if file.bug]
    files = [file.path for file in report.files]
    return dump_json({**to_json(report.written(), report.sources), "files": files, "failed": failed})


def to_json(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> Json:
    """Return a JSON object of `diagnostics` in their order.

    A place has the `path`, the offsets `start` and `end` and, if `sources` has the file, `line`, `column`, `endLine`
    and `endColumn`: lines and columns from 1, the end exclusive, all in Unicode code points. What no file wrote has
    null for its place.
    """
    return {
        "version": FORMAT_VERSION,
        "diagnostics": [_diagnostic(diagnostic, sources) for diagnostic in diagnostics],
    }


def _diagnostic(diagnostic: Diagnostic, sources: Mapping[str, Source]) -> Json:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "label": diagnostic.label,
        "help": diagnostic.help,
        "place": _place(diagnostic.span, sources),
        "related": [{"message": label.text, "place": _place(label.span, sources)} for label in diagnostic.related],
        "fix": None if diagnostic.fix is None else _fix(diagnostic.fix, sources),
    }


def _fix(fix: Fix, sources: Mapping[str, Source]) -> Json:
    edits = [{"place": _place(edit.span, sources), "replacement": edit.replacement} for edit in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


def _place(span: Span, sources: Mapping[str, Source]) -> Json | None:
    if not span.path:
        return None
    place: Json = {"path": span.path, "start": span.start, "end": span.end}
    source = sources.get(span.path)
    if source is not None:
        place["line"], place["column"] = source.position(span.start)
        place["endLine"], place["endColumn"] = source.position(span.end)
    return place
