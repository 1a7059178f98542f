"""Names for findings that stay when other lines move, so that a forge knows which are new and which are gone."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from .diagnostic import Diagnostic
from .report import Report

_LENGTH: Final = 32


def fingerprints(report: Report, diagnostics: Iterable[Diagnostic]) -> list[str]:
    """Return a fingerprint for each diagnostic, in their order: 32 hexadecimal digits, no two alike.

    It is made of the code, the path, the text of the span and its lines without their indent. The message does not
    count, because it may tell of other lines; it stands in where there is no text. Equal findings are numbered in
    the order of the file.
    """
    from hashlib import sha256

    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for item in diagnostics:
        key = (item.code, item.span.path, *_content(report, item))
        seen[key] += 1
        text = "\0".join((*key, str(seen[key])))
        made.append(sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH])
    return made


def _content(report: Report, item: Diagnostic) -> tuple[str, ...]:
    lines = report.quoted(item.span)
    if not lines.strip():
        return (item.message,)
    marked = report.sources[item.span.path].text[item.span.start : item.span.end]
    return tuple("\n".join(line.strip() for line in text.splitlines()) for text in (lines, marked))
