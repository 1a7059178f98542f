"""Data that remembers which span caused it, until it is written.

A backend builds plain dictionaries and lists and wraps those that one place in the pipeline caused in `Traced` or
`TracedList`. Everything below belongs to the same span unless it is traced itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ..diagnostics import NOWHERE, Span
from .base import Mapped


class Traced(dict[str, Any]):
    """A mapping of an emitted file, with its own span and, where they differ, the spans of single keys."""

    __slots__ = ("keys_from", "span")

    def __init__(self, span: Span, data: Mapping[str, Any], keys_from: Mapping[str, Span] | None = None) -> None:
        super().__init__(data)
        self.span = span
        self.keys_from = keys_from or {}


class TracedList(list[Any]):
    """A list of an emitted file, with the spans of its items (`NOWHERE` for those that have none)."""

    __slots__ = ("spans",)

    def __init__(self, items: Iterable[tuple[Any, Span]]) -> None:
        pairs = list(items)
        super().__init__(item for item, _ in pairs)
        self.spans = [span for _, span in pairs]


_TRACED: Final = (Traced, TracedList)
_NODES: Final = (dict, list)


def source_map(file: str, data: object) -> Iterator[Mapped]:
    """Yield a line for each traced node of `data`, in document order, pointers by RFC 6901."""
    stack: list[tuple[str, Any]] = [("", data)] if isinstance(data, _NODES) else []
    while stack:
        pointer, node = stack.pop()
        if isinstance(node, _TRACED):
            yield from _own_lines(file, pointer, node)
        if isinstance(node, dict):
            below = [(f"{pointer}/{escape(key)}", item) for key, item in node.items() if isinstance(item, _NODES)]
        else:
            below = [(f"{pointer}/{index}", item) for index, item in enumerate(node) if isinstance(item, _NODES)]
        below.reverse()
        stack += below


def _own_lines(file: str, pointer: str, node: Traced | TracedList) -> Iterator[Mapped]:
    if isinstance(node, TracedList):
        for index, span in enumerate(node.spans):
            if span is not NOWHERE:
                yield Mapped(file, f"{pointer}/{index}", span)
        return
    if node.span is not NOWHERE:
        yield Mapped(file, pointer, node.span)
    for key, span in node.keys_from.items():
        if key in node and span is not NOWHERE:
            yield Mapped(file, f"{pointer}/{escape(key)}", span)


def escape(token: str) -> str:
    """Escape one reference token of a JSON pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")
