"""Anchors and aliases: where each is defined and used, and a bound on what they expand to."""

import re
from typing import Final

from ..diagnostics import Diagnostic, Label, Span
from ..source import Source
from .tree import Broken, Mapping, Node, Scalar, Sequence

FREE_EXPANSION: Final = 100_000
"""Nodes that aliases may add to any document, however small."""

MAX_AMPLIFICATION: Final = 10
"""Beyond the free ones, how many nodes aliases may add for each node that is written out."""

_NAME: Final = r"&[\w-]+"  # compiled when first needed: most files have no anchors


class Anchor:
    """A definition. `node` is None while it is still open, so that an alias inside it is seen."""

    __slots__ = ("name", "node", "size", "span", "used")

    def __init__(self, name: str, span: Span, size: int) -> None:
        self.name = name
        self.span = span
        self.size = size
        self.node: Node | None = None
        self.used = False


class Anchors:
    """The anchors of one document.

    `size` counts the nodes of the closed collections as if aliases were written out, `added` those of them that
    came from aliases. `exploded` is true once that is out of proportion.
    """

    __slots__ = ("_all", "_by_name", "_diagnostics", "_missing", "_source", "added", "exploded", "size")

    def __init__(self, source: Source, diagnostics: list[Diagnostic]) -> None:
        self._source = source
        self._diagnostics = diagnostics
        self._all: list[Anchor] = []
        self._by_name: dict[str, Anchor] = {}
        self._missing: dict[str, int] = {}
        self.size = 0
        self.added = 0
        self.exploded = False

    def open(self, name: str, properties: int) -> Anchor:
        """Begin the definition of `name`; `properties` is the offset of its `&`, or of the tag before it."""
        found = re.compile(_NAME).search(self._source.text, properties)
        start, end = found.span() if found else (properties, properties)
        anchor = Anchor(name, Span(self._source.path, start, end), self.size)
        self._all.append(anchor)
        self._by_name[name] = anchor
        return anchor

    def close(self, anchor: Anchor, node: Node) -> None:
        """End the definition."""
        anchor.node = node
        anchor.size = self.size - anchor.size

    def use(self, name: str, start: int, end: int) -> Node:
        """Return what the alias at `start` stands for, knowing where it is used."""
        span = Span(self._source.path, start, end)
        if self.exploded:
            return Broken(span)
        anchor = self._by_name.get(name)
        if anchor is None:
            self._report_unknown(name, span)
            return Broken(span)
        anchor.used = True
        if anchor.node is None:
            from .rules import recursive_alias

            self._diagnostics.append(recursive_alias.recursive_alias(span, name, anchor.span))
            return Broken(span)
        self._expand(anchor, span)
        return used_at(anchor.node, span)

    def _report_unknown(self, name: str, span: Span) -> None:
        """Report an alias without anchor, a second one of the same name by a label of the first."""
        from .rules import unknown_alias

        place = self._missing.setdefault(name, len(self._diagnostics))
        if place == len(self._diagnostics):
            self._diagnostics.append(unknown_alias.unknown_alias(span, name, self._by_name))
            return
        first = self._diagnostics[place]
        self._diagnostics[place] = first._replace(related=(*first.related, Label(span, "and here")))

    def _expand(self, anchor: Anchor, span: Span) -> None:
        self.size += anchor.size
        self.added += anchor.size
        if self.added > FREE_EXPANSION + MAX_AMPLIFICATION * (self.size - self.added):
            from .rules import alias_expansion

            self.exploded = True
            self._diagnostics.append(alias_expansion.alias_expansion(span, anchor.span, FREE_EXPANSION))

    def report_unused(self) -> None:
        """Report each anchor that no alias uses."""
        for anchor in self._all:
            if not anchor.used:
                from .rules import unused_anchor

                self._diagnostics.append(unused_anchor.unused_anchor(self._source, anchor.name, anchor.span))


def used_at(node: Node, span: Span) -> Node:
    """Return a copy of `node` that says it is used at `span`; its children are shared."""
    if isinstance(node, Scalar):
        return Scalar(node.text, node.style, node.span, node.tag, span)
    if isinstance(node, Sequence):
        return Sequence(node.items, node.span, span)
    if isinstance(node, Mapping):
        return Mapping(node.entries, node.span, span)
    return Broken(node.span, span)
