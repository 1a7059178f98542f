"""Repairs of a file's text: what to cut and what to insert so that the rest stays as it is."""

import re

from ..diagnostics import Edit, Fix, Span
from ..source import Source
from .tree import Mapping, Node, Scalar, Sequence
from .wording import one_edit_apart

_DIGITS = re.compile(r"\d+")
_COLON = re.compile(r"[ \t]*:[ \t]+")
_DASH = re.compile(r" *-[ \t]+")
_COMMENT = re.compile(r"[ \t]*(?:[ \t]#[^\r\n]*)?")
_BETWEEN_ITEMS = re.compile(r"\s*(?:,|\n\s*-)\s*")


def write_name(span: Span, written: str, meant: str) -> Fix:
    """Return the fix that writes the name `meant` at `span`, where `written` stands.

    It is safe where a slip of one letter is as good as sure: names of four letters and more, with the same numbers.
    """
    same_numbers = _DIGITS.findall(written) == _DIGITS.findall(meant)
    safe = len(meant) > 3 and same_numbers and one_edit_apart(written, meant)
    return Fix(f"write `{meant}`", safe, (Edit(span, meant),))


def remove_item(sequence: Node | None, item: Node, source: Source | None) -> Fix | None:
    """Return the fix that removes one item of a sequence; None where more than white space would go with it.

    The only item of a sequence is not removed: what is left would be an empty list.
    """
    if not isinstance(sequence, Sequence) or sequence.used is not None or source is None:
        return None
    items = sequence.items
    index = next((place for place, node in enumerate(items) if node is item), None)
    if index is None or len(items) < 2 or any(node.used is not None for node in items):
        return None
    if index:
        cut = between = Span(source.path, items[index - 1].span.end, item.span.start)
        cut = cut._replace(end=item.span.end)
    else:
        between = Span(source.path, item.span.end, items[1].span.start)
        cut = between._replace(start=item.span.start)
    if _BETWEEN_ITEMS.fullmatch(source.text, between.start, between.end) is None:
        return None
    return Fix("remove it", True, (Edit(cut, ""),))


def add_key(mapping: Mapping, key: str, value: str, source: Source) -> Edit | None:
    """Return the edit that gives a mapping one more key, before its first; None where that is not its own."""
    first = mapping.entries[0] if mapping.entries else None
    if first is None or first.merged is not None or mapping.used is not None:
        return None
    start = first.key.span.start
    if not mapping.span.start <= start < mapping.span.end:
        return None
    if _is_flow(mapping, source):
        return _insert(source, start, f"{key}: {value}, ")
    return _insert(source, start, f"{key}: {value}\n{_indent(source, start)}")


def set_value(mapping: Mapping, key: str, value: str, source: Source) -> Edit | None:
    """Return the edit that gives a key of a mapping another value; None where that is not its own, or a block.

    What stands in quotes stays in quotes, and what begins like a sign of YAML gets them.
    """
    entry = mapping.entry(key)
    if entry is None or entry.merged is not None or mapping.used is not None or not isinstance(entry.value, Scalar):
        return None
    node = entry.value
    if node.used is not None or node.tag or node.style in {"literal", "folded"} or node.span.path != source.path:
        return None
    written = source.text[entry.key.span.end : node.span.start]
    if _COLON.fullmatch(written) is None:  # an anchor, or nothing at all
        return None
    quote = {"single": "'", "double": '"'}.get(node.style, '"' if value[:1] in {"*", "@"} else "")
    if quote and (quote in value or "\\" in value):
        return None
    return Edit(node.span, f"{quote}{value}{quote}")


def add_item(sequence: Node | None, text: str, source: Source | None) -> Edit | None:
    """Return the edit that adds an item to the end of a sequence; None where its layout has no room for it."""
    if not isinstance(sequence, Sequence) or sequence.used is not None or source is None:
        return None
    if not sequence.items or sequence.span.path != source.path:
        return None
    last = sequence.items[-1]
    end = (last.used or last.span).end
    if source.text.startswith("[", sequence.span.start):
        return _insert(source, end, f", {text}") if sequence.span.start < end < sequence.span.end else None
    return _add_line(source, (last.used or last.span).start, end, text)


def _add_line(source: Source, start: int, end: int, text: str) -> Edit | None:
    """Return the edit that writes a line with a `-` below that of the last item."""
    line = source.position(start).line
    dash = _DASH.fullmatch(source.text, source.line_starts[line - 1], start)
    last = source.position(max(start, end - 1)).line
    below = source.line_starts[last - 1] + len(source.line(last))
    if dash is None or _COMMENT.fullmatch(source.text, end, below) is None:
        return None
    return _insert(source, below, f"\n{dash[0]}{text}")


def add_variable(step: Mapping, name: str, value: str, source: Source) -> tuple[str, tuple[Edit, ...]] | None:
    """Return the variable of a step in block layout that has `value`, and the edits that give it to the step.

    It is called `name`, or has a number behind that where the step has such a variable with another value. None where
    the step's layout has no room for it.
    """
    entry = step.entry("environment")
    variables = entry.value if entry is not None else None
    existing = {item.key.text: item.value for item in variables} if isinstance(variables, Mapping) else {}
    for number in range(1, len(existing) + 2):
        name = name if number == 1 else f"{name.rstrip('0123456789_')}_{number}"
        node = existing.get(name)
        if isinstance(node, Scalar) and node.text == value:
            return name, ()
        if name not in existing:
            break
    if isinstance(variables, Mapping) and variables.entries:
        edit = add_key(variables, name, _quoted(value, variables, source), source)
    elif entry is None and not _is_flow(step, source):
        edit = _new_environment(step, f"{name}: {value}", source)
    else:
        edit = None
    return None if edit is None else (name, (edit,))


def _new_environment(step: Mapping, line: str, source: Source) -> Edit | None:
    script = step.entry("script")
    if script is None or script.merged is not None or step.used is not None:
        return None
    start = script.key.span.start
    indent = _indent(source, start)
    return _insert(source, start, f"environment:\n{indent}  {line}\n{indent}")


def _quoted(value: str, mapping: Mapping, source: Source) -> str:
    """A plain scalar in a flow mapping has no braces."""
    return f'"{value}"' if _is_flow(mapping, source) else value


def _is_flow(mapping: Mapping, source: Source) -> bool:
    return source.text.startswith("{", mapping.span.start)


def _indent(source: Source, start: int) -> str:
    return " " * (source.position(start).column - 1)


def _insert(source: Source, at: int, text: str) -> Edit:
    return Edit(Span(source.path, at, at), text)
