"""Lines that are shown without what must not be repeated: a report is read by more people than the file."""

from collections.abc import Iterable, Mapping
from typing import Final

from ..source import Source
from .diagnostic import Diagnostic

CONCEALED: Final = frozenset({"PC544"})
"""The rules whose spans are credentials."""


def conceal(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> Mapping[str, Source]:
    """Return the sources with `*` for each character of a credential that was told; offsets and lines stay."""
    shown = dict(sources)
    for item in diagnostics:
        source = shown.get(item.span.path) if item.code in CONCEALED else None
        if source is not None:
            start, end = item.span.start, item.span.end
            hidden = "".join(char if char in "\r\n" else "*" for char in source.text[start:end])
            shown[item.span.path] = Source(source.path, source.text[:start] + hidden + source.text[end:])
    return shown
