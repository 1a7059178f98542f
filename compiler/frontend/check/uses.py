"""Aliases and merges: a mistake in what they bring in is told with the places that use it."""

from collections.abc import Iterable, Iterator

from ...diagnostics import Diagnostic, Label, Span
from ..tree import Mapping, Node, Sequence

_MAX_LABELS = 3


def tell_uses(root: Node, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics, with labels where an alias or merge uses what they are about.

    Such a diagnostic has no fix: its edits would change every place that uses the definition.
    """
    uses = sorted(set(_uses(root)))
    return tuple(_tell(item, uses) for item in found)


def _tell(diagnostic: Diagnostic, uses: list[tuple[Span, Span]]) -> Diagnostic:
    places = dict.fromkeys(used for definition, used in uses if _holds(definition, diagnostic.span))
    if not places:
        return diagnostic
    labels = tuple(Label(span, "used here") for span in list(places)[:_MAX_LABELS])
    return diagnostic._replace(related=(*diagnostic.related, *labels), fix=None, change=None)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.path == inner.path and outer.start <= inner.start and inner.end <= outer.end


def _uses(root: Node) -> Iterator[tuple[Span, Span]]:
    """Yield each definition with a place that uses it; what an alias brings in is entered once."""
    pending, entered = [root], set[Span]()
    while pending:
        node = pending.pop()
        if node.used is not None:
            yield node.span, node.used
            if node.span in entered:
                continue
            entered.add(node.span)
        if isinstance(node, Mapping):
            pending.extend(child for entry in node for child in (entry.key, entry.value))
        elif isinstance(node, Sequence):
            pending.extend(node.items)
