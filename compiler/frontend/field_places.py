"""Where a pipeline says a field of its plan: the key and value in the file, for a place in the plan.

A plan has spans for records, and a change of one field wants the line of that field. What is found here is for people:
where a field is said nowhere, the span of its record stays.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from ..diagnostics import Span
from .tree import Entry, Node, Scalar, Sequence
from .tree import Mapping as MappingNode

Key = str | int
Path = tuple[Key, ...]

_CALLED: Final[Mapping[Path, Path]] = {
    ("action", "arguments"): ("with",),
    ("retry", "max_attempts"): ("retry_count",),
}
"""What fields of the plan are in the file, where that is something else."""

_INHERITED: Final[Mapping[Key, Path]] = {
    "retry": ("retry_policy",),
    "checkout": ("defaults", "checkout"),
    "shell": ("defaults", "shell"),
    "working_directory": ("defaults", "working_directory"),
    "compression": ("artifacts", "compression"),
    "retention": ("artifacts", "retention"),
}
"""Where a pipeline says it for all that do not say it themselves."""


class FieldPlaces:
    """Finds fields in the located tree of a pipeline, its includes merged: `Document.body`.

    Calling it with the span of the nearest record and a path of the plan gives the span of the field, from its key to
    the end of its value, or the given span where the file does not say the field.
    """

    def __init__(self, body: MappingNode) -> None:
        self.body = body
        self._nodes: dict[Span, Node] | None = None

    def __call__(self, span: Span, path: Path) -> Span:
        """Return the span of what is at `path`, in or near the record at `span`."""
        return next(self._found(span, _in_words_of_the_file(path)), span)

    def _found(self, span: Span, path: Path) -> Iterator[Span]:
        yield from self._overridden(path)
        node = self._node(span)
        if node is not None:
            yield from _within(node, path)
        elif len(path) > 1:
            return  # the span is of a value: nothing is nearer
        yield from _place(_descend(self.body, path))
        for at, key in enumerate(path):
            if key in _INHERITED and node is not None:
                yield from _place(_descend(self.body, (*_INHERITED[key], *path[at + 1 :])))
                yield from _place(_descend(self.body, _INHERITED[key]))

    def _overridden(self, path: Path) -> Iterator[Span]:
        """Yield where an environment says it of a component, for a path of the component in that environment."""
        if len(path) > len(("environments", "NAME", "components", "NAME")) and path[2] == "components":
            yield from _place(_descend(self.body, (*path[:2], "overrides", *path[3:])))
            if path[4] == "environment":
                yield from _place(_descend(self.body, (*path[:2], "variables", *path[5:])))

    def _node(self, span: Span) -> Node | None:
        """Return the collection at a span, or the value of the key there."""
        if self._nodes is None:
            self._nodes = dict(_collections(self.body))
        return self._nodes.get(span)


def field_places(body: MappingNode) -> FieldPlaces:
    """Return what finds fields in a pipeline's located tree."""
    return FieldPlaces(body)


def _collections(node: Node) -> Iterator[tuple[Span, Node]]:
    """Yield every collection in a tree by its span, and by that of its key."""
    if isinstance(node, MappingNode):
        yield node.span, node
        for entry in node:
            if not isinstance(entry.value, Scalar):
                yield entry.key.span, entry.value
                yield from _collections(entry.value)
    elif isinstance(node, Sequence):
        yield node.span, node
        for item in node:
            yield from _collections(item)


def _in_words_of_the_file(path: Path) -> Path:
    for plan, file in _CALLED.items():
        for at in range(len(path) - len(plan) + 1):
            if path[at : at + len(plan)] == plan:
                return (*path[:at], *file, *path[at + len(plan) :])
    return path[:-1] if path[-1:] == ("value",) else path


def _within(node: Node, path: Path) -> Iterator[Span]:
    """Yield the places of ever shorter ends of a path: the record is nearest, how near is not known."""
    for at in range(len(path)):
        yield from _place(_descend(node, path[at:]))
    for at in range(len(path) - 1):
        yield from _place(_descend(node, path[at : at + 1]))


def _descend(node: Node | None, path: Path) -> Entry | Node | None:
    """Return the entry or item at a path of keys; None where there is none."""
    found: Entry | Node | None = node
    for key in path:
        inner = found.value if isinstance(found, Entry) else found
        found = _step(inner, str(key))
        if found is None:
            return None
    return found


def _step(node: Node | None, key: str) -> Entry | Node | None:
    if isinstance(node, MappingNode):
        return node.entry(key)
    if isinstance(node, Sequence):
        return next((item for item in node if _is_called(item, key)), None)
    return None


def _is_called(item: Node, key: str) -> bool:
    name = item.get("name") if isinstance(item, MappingNode) else item
    return isinstance(name, Scalar) and name.text == key


def _place(found: Entry | Node | None) -> Iterator[Span]:
    if isinstance(found, Entry):
        key, value = found.key.span, found.value
        ends = isinstance(value, Scalar) and value.used is None and value.span.path == key.path
        yield Span(key.path, key.start, value.span.end) if ends and value.span.end > key.start else key
    elif found is not None:
        yield found.span
