"""Repairs that take entries out of mappings so that the rest of the file stays as it is and means the same."""

import re
from collections.abc import Iterator
from typing import Final

from ..diagnostics import Edit, Fix, Span
from ..source import Source
from .tree import Entry, Mapping, Node, Scalar, Sequence

_ANCHOR: Final = re.compile(r"(?:^|[\s,:\[{-])[&*][^\s&*,\[\]{}]|<<")
"""What looks like an anchor, an alias or a merge: what is removed may define one that is used elsewhere, or use one."""

_MERGE: Final = re.compile(r"(?:^|[\s{,])<<[ \t]*:")
_REST: Final = re.compile(r"[ \t]*(?:[ \t]#[^\r\n]*)?")
_OWN_LINE: Final = re.compile(r"[ \t]*(?:[ \t]#[^\r\n]*)?\s*")
_COMMA: Final = re.compile(r"\s*,\s*")


def remove_entry(mapping: Node | None, entry: Entry | None, source: Source | None) -> Edit | None:
    """Return the edit that removes a key with its value, its lines, and the comment that is its own.

    None where that would change more, or leave nothing in the mapping: the only entry, aliases and anchors, merges,
    comments in between that may be another's. Its own comment ends its last line, or stands in the lines right above.
    """
    if not isinstance(mapping, Mapping) or entry is None or source is None or not _is_plain(mapping, entry, source):
        return None
    siblings = [item for item in mapping if item.merged is None and item.key.span.path == source.path]
    place = next((number for number, item in enumerate(siblings) if item is entry), None)
    if place is None or len(siblings) < 2:
        return None
    before = siblings[place - 1] if place else None
    after = siblings[place + 1] if place + 1 < len(siblings) else None
    if _is_flow(mapping, entry, source):
        return _from_flow(source, before, entry, after)
    return _from_block(source, before, entry, after)


def remove_key(mapping: Node | None, key: str, source: Source | None, *, title: str, safe: bool) -> Fix | None:
    """Return the fix that removes a key of a mapping; None where that cannot be."""
    edit = remove_entry(mapping, mapping.entry(key) if isinstance(mapping, Mapping) else None, source)
    return None if edit is None else Fix(title, safe, (edit,))


def remove_nested(outer: Node | None, name: str, entry: Entry | None, source: Source | None) -> Edit | None:
    """Return the edit that removes an entry of the mapping under `name`, or `name` itself where nothing is left."""
    inner = outer.get(name) if isinstance(outer, Mapping) else None
    if isinstance(outer, Mapping) and isinstance(inner, Mapping) and len(inner) == 1 and inner.entries[0] is entry:
        return remove_entry(outer, outer.entry(name), source)
    return remove_entry(inner, entry, source)


def end_of(node: Node) -> int:
    """Return where a value ends in the file in which it is used."""
    return (node.used or node.span).end


def _is_plain(mapping: Mapping, entry: Entry, source: Source) -> bool:
    if mapping.used is not None or entry.value.used is not None or merges(mapping, entry, source):
        return False
    start, end = entry.key.span.start, end_of(entry.value)
    if entry.key.span.path != source.path or entry.value.span.path != source.path or end < start:
        return False
    return _ANCHOR.search(_without_texts(source.text, start, end, entry.value)) is None


def merges(mapping: Mapping, entry: Entry, source: Source) -> bool:
    """Tell whether a `<<` stands in a mapping: its entries may come from there, or hide what does."""
    span = mapping.span
    if entry.merged is not None or any(item.merged is not None for item in mapping):
        return True
    inside = span.path == source.path and span.start <= entry.key.span.start < span.end
    if not inside or "<<" not in source.text:
        return False
    found = _MERGE.finditer(source.text, max(0, span.start - 1), span.end)
    values = [(item.key.span.start, end_of(item.value)) for item in mapping if item.key.span.path == source.path]
    return any(not any(start <= each.start() < end for start, end in values) for each in found)


def _without_texts(text: str, start: int, end: int, value: Node) -> str:
    """Return a range of a file without the scalars of a value: what is left is layout, comments, anchors, aliases."""
    parts = []
    for begin, stop in sorted(_texts(value)):
        if start <= begin and stop <= end:
            parts.append(text[start:begin])
            start = stop
    return " ".join([*parts, text[start:end]])


def _texts(node: Node) -> Iterator[tuple[int, int]]:
    pending = [node]
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            yield node.span.start, node.span.end
        elif isinstance(node, Mapping):
            for entry in node:
                pending += (entry.key, entry.value)
        elif isinstance(node, Sequence):
            pending += node.items


def _is_flow(mapping: Mapping, entry: Entry, source: Source) -> bool:
    span = mapping.span
    inside = span.path == source.path and span.start <= entry.key.span.start < span.end
    return inside and source.text.startswith("{", span.start)


def _from_flow(source: Source, before: Entry | None, entry: Entry, after: Entry | None) -> Edit | None:
    start, end = entry.key.span.start, end_of(entry.value)
    head = source.text[:start].rstrip()
    if not head.endswith(("{", ",")):
        return None
    if after is not None:
        cut, between = (start, after.key.span.start), (end, after.key.span.start)
    elif before is not None:
        cut, between = (end_of(before.value), end), (end_of(before.value), start)
    else:
        return None
    if _COMMA.fullmatch(source.text, *between) is None:
        return None
    return Edit(Span(source.path, *cut), "")


def _from_block(source: Source, before: Entry | None, entry: Entry, after: Entry | None) -> Edit | None:
    start, end = entry.key.span.start, end_of(entry.value)
    first, last = source.position(start).line, source.position(max(start, end - 1)).line
    begin = source.line_starts[first - 1]
    if _REST.fullmatch(source.text, _behind(source, entry, end), _line_end(source, last)) is None:
        return None
    if source.text[begin:start].strip(" "):  # the first entry of a list's item: behind a `-`
        return _first_of_item(source, begin, entry, after)
    if before is not None and source.position(end_of(before.value)).line >= first:
        return None
    first = _own_comment(source, first, source.text[begin:start])
    begin = source.line_starts[first - 1]
    stop = source.line_starts[last] if last < len(source.line_starts) else len(source.text)
    if stop == len(source.text) and not source.text.endswith(("\n", "\r")):
        begin = _line_end(source, first - 1) if first > 1 else begin
    return Edit(Span(source.path, begin, stop), "")


def _behind(source: Source, entry: Entry, end: int) -> int:
    """Return the place behind a value, or behind the colon of a key without one."""
    if end > entry.key.span.end and source.text[entry.key.span.end : end].strip():
        return end
    return source.text.find(":", entry.key.span.end) + 1


def _first_of_item(source: Source, begin: int, entry: Entry, after: Entry | None) -> Edit | None:
    start = entry.key.span.start
    if after is None or source.text[begin:start].strip(" -") or not source.text[begin:start].endswith(" "):
        return None
    if _OWN_LINE.fullmatch(source.text, end_of(entry.value), after.key.span.start) is None:
        return None
    return Edit(Span(source.path, start, after.key.span.start), "")


def _own_comment(source: Source, line: int, indent: str) -> int:
    """Return the first line of the comment that stands right above a line, in its column, or the line itself.

    A comment behind a blank line may be the heading of all that follows: it stays.
    """
    first = line
    while first > 1 and source.line(first - 1).startswith(f"{indent}#"):
        first -= 1
    return line if first > 1 and not source.line(first - 1).strip() else first


def _line_end(source: Source, line: int) -> int:
    """Return where a line ends, before its line break."""
    return source.line_starts[line - 1] + len(source.line(line))
