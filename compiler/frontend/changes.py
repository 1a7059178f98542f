"""Changes that a stage behind the plan proposes, as edits of the text: found by place in the located tree."""

from collections.abc import Iterable, Iterator, Mapping as AbstractMapping

from ..diagnostics import Change, Diagnostic, Edit, Fix, Span
from ..source import Source
from .document import Document
from .patches import add_item, add_key, set_value
from .tree import Mapping, Node, Sequence


def with_fixes(
    found: Iterable[Diagnostic], document: Document, sources: AbstractMapping[str, Source]
) -> list[Diagnostic]:
    """Return the diagnostics, each `change` of which can be made with its fix."""
    wanted = {item.change.at for item in found if item.change is not None}
    places = _mappings(document.body, wanted)
    return [_with_fix(item, places, sources) for item in found]


def _with_fix(
    item: Diagnostic, places: AbstractMapping[Span, Mapping], sources: AbstractMapping[str, Source]
) -> Diagnostic:
    change = item.change
    if change is None or change.at not in places or change.at.path not in sources:
        return item
    edit = _edit(change, places[change.at], sources[change.at.path])
    return item if edit is None else item._replace(fix=Fix(_title(change), safe=False, edits=(edit,)))


def _title(change: Change) -> str:
    return f"add `{change.value}` to `{change.key}`" if change.item else f"write `{change.key}: {change.value}`"


def _edit(change: Change, mapping: Mapping, source: Source) -> Edit | None:
    node = mapping.get(change.key)
    if node is None:
        return add_key(mapping, change.key, f"[{change.value}]" if change.item else change.value, source)
    if change.item:
        return add_item(node, change.value, source)
    return set_value(mapping, change.key, change.value, source)


def _mappings(tree: Node, wanted: set[Span]) -> dict[Span, Mapping]:
    """Return the mapping at each of the `wanted` places, or the one whose key stands there."""
    found: dict[Span, Mapping] = {}
    for span, mapping in _walk(tree):
        if span in wanted:
            found.setdefault(span, mapping)
    return found


def _walk(tree: Node) -> Iterator[tuple[Span, Mapping]]:
    """Yield each mapping under its own span, that of its first key and that of the key whose value it is."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Mapping):
            yield node.span, node
            for place, entry in enumerate(node):
                if place == 0:
                    yield entry.key.span, node
                if isinstance(entry.value, Mapping):
                    yield entry.key.span, entry.value
            pending += (entry.value for entry in reversed(node.entries))
        elif isinstance(node, Sequence):
            pending += reversed(node.items)
