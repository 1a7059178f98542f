"""The order of keys: as a reader asks for them, which is the schema's order but where the table here says otherwise.

Names, of jobs or of variables, stay in their author's order, and so does everything that the schema knows nothing of.
"""

from typing import Final

from ..frontend.schema import Choice, MappingShape, Shape
from .written import IGNORE, Collection, Comment, Entry, Leaf, Written, names_in

NAMES: Final = "*"
"""Stands in an order for all keys that the author names."""

_DOCUMENT: Final = (
    "version",
    "name",
    "description",
    "include",
    "triggers",
    "timeout",
    "concurrency",
    "params",
    "global_env",
    "defaults",
    "retry_policy",
    "artifacts",
    "jobs",
    "components",
    "environments",
)
_COMPONENT: Final = (
    "image",
    "artifact",
    "command",
    "depends_on",
    "replicas",
    "ports",
    "environment",
    "secrets",
    "volumes",
    "resources",
    "labels",
    "health_check",
    "routes",
)
READING: Final[dict[str, tuple[str, ...]]] = {
    "pipeline": _DOCUMENT,
    "fragment": _DOCUMENT,
    "job": (
        "name",
        "depends_on",
        "runs_on",
        "conditional",
        "approval",
        "inputs",
        "checkout",
        "labels",
        "network",
        "resources",
        "timeout",
        "retry_count",
        "matrix",
        "secrets",
        "environment",
        "outputs",
        "services",
        "steps",
        "deploy",
        "artifacts",
        "allow_degraded",
    ),
    "step": (
        "name",
        "image",
        "shell",
        "working_directory",
        "script",
        "action",
        "with",
        "environment",
        "timeout",
        "retry_count",
        "continue_on_failure",
        "conditional",
    ),
    "matrix": (NAMES, "include", "exclude", "max_parallel", "fail_fast"),
    "component": _COMPONENT,
    "block of component settings": _COMPONENT,
    "environment": ("runner", "router", "after", "target", "approval", "variables", "overrides", "secrets"),
}
"""By the title of a mapping: when something happens, where, with what, what it does, what is left of it."""

_AS_WRITTEN: Final = frozenset({("step", "with")})
"""Mappings whose order the plan keeps, by the title of the mapping around them and the key."""

_MERGE: Final = "<<"


def arrange(root: Collection, shape: Shape) -> None:
    """Put the keys of a document into order; its shape is that of the schema's root."""
    first = root.entries[0] if root.entries else None
    _arrange(root, shape, anchors=next(names_in(root), "") != "")
    if first is not None and root.entries[0] is not first:
        _keep_head(root, first)


def _arrange(node: Written, shape: Shape, *, anchors: bool) -> None:
    if isinstance(node, Leaf) or shape.expand().anything:
        return
    if not node.is_mapping:
        if shape.sequence is not None:
            for entry in node.entries:
                _arrange(entry.value, shape.sequence.items, anchors=anchors)
        return
    mapping = _choose(node, shape.mapping)
    if mapping is None:
        return
    for entry in node.entries:
        inner = shape_of(entry.key.text, mapping) if entry.key is not None else None
        if inner is not None:
            _arrange(entry.value, inner, anchors=anchors)
    if mapping.properties:
        _sort(node, mapping, anchors=anchors)


def _choose(node: Collection, mapping: MappingShape | Choice | None) -> MappingShape | None:
    """Return what the mapping is meant to be; None when that cannot be told."""
    if not isinstance(mapping, Choice):
        return mapping
    texts = {entry.key.text: entry.value for entry in node.entries if entry.key is not None}
    if mapping.key:
        value = texts.get(mapping.key)
        return mapping.table.get(value.text, mapping.default) if isinstance(value, Leaf) else mapping.default
    found = [key for key in texts if key in mapping.table]
    return mapping.table[found[0]] if len(found) == 1 else None


def shape_of(key: str, mapping: MappingShape) -> Shape | None:
    """Return the shape of a key's value; None where what is inside stays in its author's order."""
    if (mapping.title, key) in _AS_WRITTEN:
        return None
    if key in mapping.properties:
        return mapping.properties[key][0]
    return next((shape for pattern, shape in mapping.patterns if pattern.search(key)), mapping.extra)


def _sort(node: Collection, mapping: MappingShape, *, anchors: bool) -> None:
    """Sort the entries, unless that would put an alias before its anchor."""
    ranks = ranks_of(mapping)
    before = node.entries
    places: list[int] = []
    last = -1
    for entry in before:
        last = rank_of(_name(entry), mapping, ranks, last)
        places.append(last)
    order = sorted(range(len(before)), key=places.__getitem__)
    if order == list(range(len(before))) or (anchors and _breaks_names(before, order)):
        return
    node.entries = [before[at] for at in order]
    _move_blank_lines(node.entries, before[0])


def _name(entry: Entry) -> str:
    """Return the text of a key; nothing for a `<<` in quotes, which is a name like any other."""
    key = entry.key
    return "" if key is None or (key.text == _MERGE and key.style) else key.text


def ranks_of(mapping: MappingShape) -> dict[str, int]:
    """Return the place of each key in the mapping's order."""
    keys = dict.fromkeys((_MERGE, *READING.get(mapping.title, ()), *mapping.properties))
    return {key: place for place, key in enumerate(keys)}


def rank_of(key: str, mapping: MappingShape, ranks: dict[str, int], last: int) -> int:
    """Return the place of a key; user data and unknown keys go with the key before them, whose place is `last`."""
    place = ranks.get(key) if key != NAMES else None
    if place is not None:
        return place
    if mapping.extra is not None and not any(pattern.search(key) for pattern, _ in mapping.patterns):
        return ranks.get(NAMES, last)
    return last


def _breaks_names(before: list[Entry], order: list[int]) -> bool:
    """Tell whether two entries change places of which one defines an anchor that the other uses or defines too."""
    names = [_names(entry) for entry in before]
    for place, late in enumerate(order):
        for early in order[place + 1 :]:
            if early < late:
                (anchors, aliases), (others, uses) = names[early], names[late]
                if not anchors.isdisjoint(uses | others) or not others.isdisjoint(aliases):
                    return True
    return False


def _names(entry: Entry) -> tuple[set[str], set[str]]:
    nodes = [entry.value, *([entry.key] if entry.key is not None else [])]
    words = [word for node in nodes for word in names_in(node)]
    return {word[1:] for word in words if word[0] == "&"}, {word[1:] for word in words if word[0] == "*"}


def _move_blank_lines(entries: list[Entry], former: Entry) -> None:
    """Set the entry that stood first off as the one that is first now was, or as others are if it has several lines."""
    spaced = _has_space(entries[0])
    if not spaced and _is_long(former.value):
        spaced = any(_has_space(entry) for entry in entries if entry is not former)
    _set_space(former, spaced=spaced)
    _set_space(entries[0], spaced=False)


def _is_long(node: Written) -> bool:
    return node.is_block if isinstance(node, Leaf) else not node.one_line and bool(node.entries)


def _has_space(entry: Entry) -> bool:
    return entry.leading[0].blank if entry.leading else entry.blank


def _set_space(entry: Entry, *, spaced: bool) -> None:
    if entry.leading:
        entry.leading[0] = entry.leading[0]._replace(blank=spaced)
    else:
        entry.blank = spaced


def _keep_head(root: Collection, former: Entry) -> None:
    """Leave the comment at the head of a file there; what is about the entry that stood first moves with it.

    That is what silences a diagnostic of its line, and the last of several paragraphs if it stands right above it.
    """
    count = _length_of_head(former)
    head, former.leading = former.leading[:count], former.leading[count:]
    if not head:
        return
    first = root.entries[0]
    spaced = head[0].blank
    _set_space(first, spaced=_has_space(former))
    _set_space(former, spaced=spaced)
    first.leading[:0] = [Comment(head[0].text, blank=False), *head[1:]]


def _length_of_head(former: Entry) -> int:
    leading = former.leading
    count = len(leading)
    if count and not former.blank:
        count = next((at for at in range(count - 1, 0, -1) if leading[at].blank), count)
    while count and IGNORE in leading[count - 1].text:
        count -= 1
    return count
