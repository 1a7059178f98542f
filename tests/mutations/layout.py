"""Where everything stands in a YAML file, by PyYAML's own parser in Python: what mutations cut and the oracle reads.

The linter reads libyaml's events; none of that is used here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)


@dataclass(eq=False)
class Node:
    """A node of the file: `kind` is `scalar`, `map`, `seq` or `alias`; offsets are of the text, the end exclusive."""

    kind: str
    start: int
    end: int
    text: str = ""
    style: str = ""
    flow: bool = False
    anchor: str = ""
    entries: list["Entry"] = field(default_factory=list)
    items: list["Node"] = field(default_factory=list)
    target: "Node | None" = None


@dataclass(eq=False)
class Entry:
    """A key with its value."""

    key: Node
    value: Node


@dataclass(frozen=True)
class Site:
    """A value where it stands: in `owner` under `entry`, or as item `index`; `path` says how it is reached."""

    file: str
    node: Node
    path: tuple[str, ...]
    owner: Node
    entry: Entry | None = None
    index: int = -1

    @property
    def key(self) -> Node:
        """The key of a value of a mapping."""
        assert self.entry is not None
        return self.entry.key


def read_layout(text: str) -> Node:
    """Return the root of one document; a YAMLError where it is none."""
    events = list(yaml.parse(text, Loader=yaml.SafeLoader))
    kinds = [type(event).__name__ for event in events]
    if kinds.count("DocumentStartEvent") != 1:
        raise yaml.YAMLError("not one document")
    events = events[2:-2]
    reader = _Reader(text, events)
    return reader.node()


class _Reader:
    def __init__(self, text: str, events: list[Event]) -> None:
        self.text = text
        self.events = events
        self.at = 0
        self.anchors: dict[str, Node] = {}

    def next(self) -> Event:
        self.at += 1
        return self.events[self.at - 1]

    def node(self) -> Node:
        event = self.next()
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, AliasEvent):
            if event.anchor not in self.anchors:
                raise yaml.YAMLError(f"unknown alias {event.anchor}")
            return Node("alias", start, end, event.anchor, target=self.anchors[event.anchor])
        node = Node("scalar", start, end, anchor=event.anchor or "")
        if node.anchor:
            self.anchors[node.anchor] = node
        if isinstance(event, ScalarEvent):
            self._scalar(node, event)
        elif isinstance(event, MappingStartEvent):
            node.kind, node.flow = "map", bool(event.flow_style)
            while not isinstance(self.events[self.at], MappingEndEvent):
                node.entries.append(Entry(self.node(), self.node()))
            self._close(node, [child for entry in node.entries for child in (entry.key, entry.value)])
        elif isinstance(event, SequenceStartEvent):
            node.kind, node.flow = "seq", bool(event.flow_style)
            while not isinstance(self.events[self.at], SequenceEndEvent):
                node.items.append(self.node())
            self._close(node, node.items)
        return node

    def _scalar(self, node: Node, event: ScalarEvent) -> None:
        node.text, node.style = event.value, event.style or ""
        if node.style in {"|", ">"}:
            node.end = node.start + len(self.text[node.start : node.end].rstrip("\n "))
        if event.tag:
            node.style = event.tag

    def _close(self, node: Node, children: list[Node]) -> None:
        end = self.next().end_mark.index
        node.end = end if node.flow else max((child.end for child in children), default=end)


def sites(file: str, root: Node) -> Iterator[Site]:
    """Yield every value below the root, outermost first."""
    pending: list[tuple[Node, tuple[str, ...]]] = [(root, ())]
    while pending:
        node, path = pending.pop(0)
        for entry in node.entries:
            here = (*path, entry.key.text)
            yield Site(file, entry.value, here, node, entry)
            pending.append((entry.value, here))
        for index, item in enumerate(node.items):
            here = (*path, str(index))
            yield Site(file, item, here, node, None, index)
            pending.append((item, here))
