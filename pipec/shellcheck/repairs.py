"""What shellcheck would write, as a fix of the pipeline's file; none where YAML stands in the way."""

import re
from collections.abc import Sequence

from compiler.diagnostics import Edit, Fix, Span
from compiler.diagnostics.apply import apply_edits
from compiler.frontend.expression_report import escape_for
from compiler.frontend.scalars import trace
from compiler.frontend.tree import Scalar
from compiler.source import Source

from .findings import Finding
from .places import Places

_YAML = re.compile(r"[\[\]{},#:\n\r\t]")
"""What may mean something in a plain scalar."""

_LONG = 4_000
"""A script that is longer, and is no literal block, gets no fixes: each would be decoded again to be sure of it."""

_BEHIND = 200
"""So much of what follows is looked at: empty lines there may belong to a folded block."""

Change = tuple[int, int, str]
"""A range of the script's text, and what takes its place."""


def repair(finding: Finding, places: Places, forms: Sequence[tuple[int, int]], above: int) -> Fix | None:
    """Return the fix of a finding; a form is not touched, and `above` are the lines above the script."""
    changes: list[Change] = []
    for item in finding.replacements:
        start = places.offset(item.start[0] - above, item.start[1])
        end = places.offset(item.end[0] - above, item.end[1])
        changes.append((start, end, item.text))
    if not changes or min(item.start[0] for item in finding.replacements) <= above or _unclear(changes, forms):
        return None
    edits = []
    for number in {places.owner(start) for start, _, _ in changes}:
        own = [change for change in changes if places.owner(change[0]) == number]
        made = _edits(places, number, own)
        if made is None:
            return None
        edits.extend(made)
    return Fix(f"write what shellcheck proposes for SC{finding.code}", False, tuple(edits))


def _unclear(changes: Sequence[Change], forms: Sequence[tuple[int, int]]) -> bool:
    """Tell whether changes reach into a form, or two of them are at one place."""
    if any(start < last and first < end for start, end, _ in changes for first, last in forms):
        return True
    if any(first < start == end < last for start, end, _ in changes for first, last in forms):
        return True
    ordered = sorted(changes)
    return any(after[0] < before[1] or after[:2] == before[:2] for before, after in zip(ordered, ordered[1:]))  # noqa: B905, RUF007


def _edits(places: Places, number: int, changes: Sequence[Change]) -> list[Edit] | None:
    """Return the edits of one scalar, which then surely says what shellcheck wants."""
    scalar, begin = places.lines[number], places.begins[number]
    source = places.sources.get(scalar.span.path)
    outside = any(end - begin > len(scalar.text) for _, end, _ in changes)
    if source is None or outside or any("\n" in text for _, _, text in changes):
        return None
    if any(start == begin and (scalar.style == "plain" or text[:1].isspace()) for start, _, text in changes):
        return None  # it would mean something to YAML
    if scalar.style == "plain" and any(_YAML.search(text) for _, _, text in changes):
        return None
    escape = escape_for(scalar.style)
    edits = [Edit(places.span(start, end), escape(text)) for start, end, text in changes]
    if any(set(source.text[edit.span.start : edit.span.end]) & set("\r\n") for edit in edits):
        return None
    if scalar.style == "literal":  # a line is written as it is
        return edits
    wanted = _changed(scalar.text, [(start - begin, end - begin, text) for start, end, text in changes])
    return edits if len(scalar.text) <= _LONG and _says(source, scalar, edits, wanted) else None


def _changed(text: str, changes: Sequence[Change]) -> str:
    return apply_edits(text, [Edit(Span("", start, end), new) for start, end, new in changes])


def _says(source: Source, scalar: Scalar, edits: Sequence[Edit], wanted: str) -> bool:
    """Tell whether a scalar decodes to `wanted` once the edits are made."""
    first, last = scalar.span.start, scalar.span.end
    if any(edit.span.start < first or edit.span.end > last for edit in edits):
        return False
    own = [Edit(Span("", edit.span.start - first, edit.span.end - first), edit.replacement) for edit in edits]
    after = Source("", apply_edits(source.text[first : last + _BEHIND], own))
    end = last - first + sum(len(edit.replacement) - (edit.span.end - edit.span.start) for edit in own)
    return trace(after, Scalar(wanted, scalar.style, Span("", 0, end))) is not None
