"""The located tree: a YAML document in which every scalar, key and alias knows where it stands.

Nodes are plain slotted classes, immutable by convention: a 10,000-job file has a million of them, and named
tuples of this many fields cost three times as much to make.
"""

from collections.abc import Iterator
from typing import Final, Literal

from ..diagnostics import Span

Style = Literal["plain", "single", "double", "literal", "folded"]


class Scalar:
    """A scalar as written.

    `text` is the decoded content, before any resolution: `3.10` stays `3.10`. `span` covers the source from the
    first character of the value (the quote, or the `|` or `>` of a block scalar) to its end. `used` is where an
    alias or merge brought it in, when one did; `span` is then the definition.
    """

    __slots__ = ("span", "style", "tag", "text", "used")
    kind: Final = "scalar"

    def __init__(self, text: str, style: Style, span: Span, tag: str = "", used: Span | None = None) -> None:
        self.text = text
        self.style: Style = style
        self.span = span
        self.tag = tag
        self.used = used

    def __repr__(self) -> str:
        return f"Scalar({self.text!r})"


class Sequence:
    """A sequence; iterating gives its items."""

    __slots__ = ("items", "span", "used")
    kind: Final = "sequence"

    def __init__(self, items: "tuple[Node, ...]", span: Span, used: Span | None = None) -> None:
        self.items = items
        self.span = span
        self.used = used

    def __iter__(self) -> "Iterator[Node]":
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class Entry:
    """A key and its value. `merged` is the span of the `<<` value that brought it in, when one did."""

    __slots__ = ("key", "merged", "value")

    def __init__(self, key: Scalar, value: "Node", merged: Span | None = None) -> None:
        self.key = key
        self.value = value
        self.merged = merged


class Mapping:
    """A mapping with scalar keys, in source order, duplicates already reported and dropped, merges applied."""

    __slots__ = ("_index", "entries", "span", "used")
    kind: Final = "mapping"

    def __init__(self, entries: tuple[Entry, ...], span: Span, used: Span | None = None) -> None:
        self.entries = entries
        self.span = span
        self.used = used
        self._index: dict[str, Entry] | None = None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def entry(self, key: str) -> Entry | None:
        """Return the entry of `key`, or None."""
        if self._index is None:
            self._index = {entry.key.text: entry for entry in self.entries}
        return self._index.get(key)

    def get(self, key: str) -> "Node | None":
        """Return the value of `key`, or None."""
        index = self._index  # not by `entry`: this is the call that checking makes most
        entry = self.entry(key) if index is None else index.get(key)
        return None if entry is None else entry.value


class Broken:
    """Where something stands that was already reported; whoever meets one stays silent."""

    __slots__ = ("span", "used")
    kind: Final = "broken"

    def __init__(self, span: Span, used: Span | None = None) -> None:
        self.span = span
        self.used = used


Node = Scalar | Sequence | Mapping | Broken
