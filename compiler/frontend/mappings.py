"""From a mapping's keys and values to its entries: duplicates and bad keys reported, merges applied."""

from typing import Final

from ..diagnostics import Diagnostic, Edit, Span
from ..source import Source
from .anchors import used_at
from .tree import Broken, Entry, Mapping, Node, Scalar, Sequence

_MERGE: Final = "<<"
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_SPECIAL: Final = _NULLS | {_MERGE}


def build_mapping(items: list[Node], span: Span, diagnostics: list[Diagnostic], source: Source) -> Mapping | Broken:
    """Return the mapping of `items`, in which keys and values alternate.

    An explicit key is stronger than a merged one, and of merged ones the earlier. Of duplicates the first stays;
    where both are mappings the second adds what the first lacks. A mapping of which a merge failed is broken, since
    nobody knows what it lacks.
    """
    keys = items[::2]
    try:
        texts = {key.text for key in keys}  # type: ignore[union-attr] # keys without a text are rare, and caught
    except AttributeError:
        return _build(items, span, diagnostics, source)
    if len(texts) != len(keys) or not texts.isdisjoint(_SPECIAL):
        return _build(items, span, diagnostics, source)
    return Mapping(tuple(map(Entry, keys, items[1::2])), span)  # type: ignore[arg-type] # only scalars have a text


def _build(items: list[Node], span: Span, diagnostics: list[Diagnostic], source: Source) -> Mapping | Broken:
    """The same for the mappings that need care."""
    entries: dict[str, Entry] = {}
    merged: list[Entry] = []
    merges: list[Scalar] = []
    whole = True
    for key, value in zip(items[::2], items[1::2], strict=True):
        if isinstance(key, Scalar) and _is_merge(key):
            whole = _merge(value, merged, diagnostics) and whole
            merges.append(key)
        elif not isinstance(key, Scalar) or (key.style == "plain" and not key.tag and key.text in _NULLS):
            _report_key(key, diagnostics)
            whole = len(items) > 2 and whole  # `{{ x }}` was meant as a text, not as a mapping
        elif key.text in entries:
            from .rules import duplicate_key

            first = entries[key.text]
            repeated = _removed(items, key, span, source) if _equal(first.value, value) else None
            diagnostics.append(duplicate_key.duplicate_key(key, first.key, repeated))
            entries[key.text] = _united(entries[key.text], value)
        else:
            entries[key.text] = Entry(key, value)
    for key in merges[1:]:
        from .rules import duplicate_key

        diagnostics.append(duplicate_key.duplicate_key(key, merges[0]))
    for entry in merged:
        entries.setdefault(entry.key.text, entry)
    return Mapping(tuple(entries.values()), span) if whole else Broken(span)


def _removed(items: list[Node], key: Scalar, span: Span, source: Source) -> Edit | None:
    """Return the edit that removes the entry of a key."""
    from .removals import remove_entry

    pairs = zip(items[::2], items[1::2], strict=True)
    entries = tuple(Entry(each, value) for each, value in pairs if isinstance(each, Scalar))
    again = next((entry for entry in entries if entry.key is key), None)
    return remove_entry(Mapping(entries, span), again, source)


def _equal(left: Node, right: Node) -> bool:
    """Tell whether two nodes say the same: a text in quotes is another than a plain one."""
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        plain = left.style == "plain", right.style == "plain"
        return (left.text, left.tag, plain[0]) == (right.text, right.tag, plain[1])
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        return len(left) == len(right) and all(map(_equal, left.items, right.items))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        keys = [entry.key.text for entry in left] == [entry.key.text for entry in right]
        return keys and all(_equal(one.value, other.value) for one, other in zip(left, right, strict=True))
    return False


def _united(first: Entry, value: Node) -> Entry:
    """Return the first of two entries of one key with what the second adds: it was reported, its names are there."""
    if not isinstance(first.value, Mapping) or not isinstance(value, Mapping):
        return first
    known = {entry.key.text for entry in first.value}
    added = (entry for entry in value if entry.key.text not in known)
    both = Mapping((*first.value.entries, *added), first.value.span, first.value.used)
    return Entry(first.key, both, first.merged)


def _is_merge(key: Scalar) -> bool:
    return key.text == _MERGE and key.style == "plain" and not key.tag


def _merge(value: Node, merged: list[Entry], diagnostics: list[Diagnostic]) -> bool:
    """Add the entries that a `<<` brings in, each knowing where from; False if some are not known."""
    whole = True
    for mapping in value.items if isinstance(value, Sequence) else (value,):
        if isinstance(mapping, Mapping):
            merged.extend(_merged_entry(entry, mapping.used or mapping.span) for entry in mapping.entries)
            continue
        if whole and not isinstance(mapping, Broken):
            from .rules import invalid_merge

            diagnostics.append(invalid_merge.invalid_merge(mapping if value.used is None else value))
        whole = False
    return whole


def _merged_entry(entry: Entry, place: Span) -> Entry:
    key = entry.key
    return Entry(Scalar(key.text, key.style, key.span, key.tag, place), used_at(entry.value, place), place)


def _report_key(key: Node, diagnostics: list[Diagnostic]) -> None:
    if not isinstance(key, Broken):
        from .rules import invalid_key

        diagnostics.append(invalid_key.invalid_key(key))
