"""Changes that a stage proposes by place, as edits of the text around the place."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping

from ..diagnostics import Change, Diagnostic, Edit, Fix, Span
from ..source import Source
from .patches import add_item, add_key, set_value
from .removals import remove_entry
from .tree import Mapping, Node, Sequence


def with_fixes(found: Iterable[Diagnostic], tree: Node, sources: AbstractMapping[str, Source]) -> list[Diagnostic]:
    """Return the diagnostics, each `change` that can be made in the text of `tree` with its fix."""
    found = list(found)
    places = _mappings(tree, {item.change.at for item in found if item.change is not None})
    return [item if item.change is None else _with_fix(item, item.change, places, sources) for item in found]


def _with_fix(
    item: Diagnostic, change: Change, places: AbstractMapping[Span, Mapping], sources: AbstractMapping[str, Source]
) -> Diagnostic:
    mapping, source = places.get(change.at), sources.get(change.at.path)
    edit = None if mapping is None or source is None else _edit(change, mapping, source)
    return item if edit is None else item._replace(fix=Fix(_title(change), change.safe, (edit,)))


def _title(change: Change) -> str:
    if not change.value:
        return f"remove `{change.key}`"
    return f"add `{change.value}` to `{change.key}`" if change.item else f"write `{change.key}: {change.value}`"


def _edit(change: Change, mapping: Mapping, source: Source) -> Edit | None:
    entry = mapping.entry(change.key)
    if not change.value:
        return remove_entry(mapping, entry, source)
    if entry is None:
        return add_key(mapping, change.key, f"[{change.value}]" if change.item else change.value, source)
    if change.item:
        return add_item(entry.value, change.value, source)
    return set_value(mapping, change.key, change.value, source)


def _mappings(tree: Node, wanted: set[Span]) -> dict[Span, Mapping]:
    """Return the mapping at each of the `wanted` places, or the one whose key stands there.

    What an alias brings in elsewhere is left out: it would change there too.
    """
    found: dict[Span, Mapping] = {}
    shared: set[Span] = set()
    for span, mapping, used in _walk(tree):
        if span in wanted:
            found.setdefault(span, mapping)
            if used:
                shared.add(span)
    return {span: mapping for span, mapping in found.items() if span not in shared}


def _walk(tree: Node) -> Iterator[tuple[Span, Mapping, bool]]:
    """Yield each mapping under its own span, and under that of the key whose value it is; whether it is an alias's."""
    pending = [(tree, False)]
    while pending:
        node, outer = pending.pop()
        used = outer or node.used is not None
        if isinstance(node, Mapping):
            yield node.span, node, used
            for entry in node:
                if isinstance(entry.value, Mapping):
                    yield entry.key.span, entry.value, used or entry.value.used is not None
            pending += [(entry.value, used) for entry in reversed(node.entries)]
        elif isinstance(node, Sequence):
            pending += [(item, used) for item in reversed(node.items)]
