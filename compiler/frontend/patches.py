"""Repairs of a file's text: what to cut and what to insert so that the rest stays as it is."""

from ..diagnostics import Edit, Fix, Span
from ..source import Source
from .tree import Mapping, Node, Scalar, Sequence


def remove_item(sequence: Sequence, item: Node) -> Fix | None:
    """Return the fix that removes one item of a flow sequence with its comma; None for other layouts.

    The last item of a sequence is not removed: what is left would be an empty list.
    """
    items = sequence.items
    index = next((place for place, node in enumerate(items) if node is item), None)
    if index is None or len(items) < 2 or sequence.used is not None or _is_block(sequence):
        return None
    span = item.span
    if index + 1 < len(items):
        cut = Span(span.path, span.start, items[index + 1].span.start)
    else:
        cut = Span(span.path, items[index - 1].span.end, span.end)
    return Fix("remove it", True, (Edit(cut, ""),))


def _is_block(sequence: Sequence) -> bool:
    # A flow sequence's span ends with its bracket, a block sequence's with its last item.
    return bool(sequence.items) and sequence.span.end == sequence.items[-1].span.end


def add_variable(step: Mapping, name: str, value: str, source: Source) -> tuple[Edit, ...]:
    """Return the edits that give a step in block layout a variable; none where its layout has no room for that."""
    first = step.entries[0].key if step.entries else None
    if first is None or source.text[step.span.start : step.span.start + 1] == "{":
        return ()
    indent = " " * (source.position(first.span.start).column - 1)
    entry = step.entry("environment")
    if entry is None:
        script = step.entry("script")
        anchor = script.key if script is not None else first
        return (_before(anchor, f"environment:\n{indent}  {name}: {value}\n{indent}"),)
    below = entry.value
    if not isinstance(below, Mapping) or not below.entries or source.text[below.span.start] == "{":
        return ()
    key = below.entries[0].key
    deeper = " " * (source.position(key.span.start).column - 1)
    return (_before(key, f"{name}: {value}\n{deeper}"),)


def _before(key: Scalar, text: str) -> Edit:
    return Edit(Span(key.span.path, key.span.start, key.span.start), text)
