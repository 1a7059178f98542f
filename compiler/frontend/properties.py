"""What stands before a node's content: its tag, which must be one of YAML's core schema, and its anchor."""

import re
from typing import Final

from ..diagnostics import Diagnostic, Span
from ..source import Source
from .resolution import fits_tag
from .tree import Broken, Mapping, Node, Scalar, Sequence, Style

CORE: Final = "tag:yaml.org,2002:"
_SCALAR_TAGS: Final = frozenset({"!!str", "!!int", "!!float", "!!bool", "!!null"})
# Compiled when first needed: most files have neither tags nor anchors.
_PROPERTY: Final = r"\S+(?:\s++(?:#[^\r\n]*+)?+)*+"
_TAG: Final = r"!<[^>]*>|![^\s,\[\]{}]*"


class Mark:
    """An offset, as libyaml gives it."""

    index: int


class Event:
    """Any event as libyaml makes it, to cast to.

    The stubs' union would cost a check per event in the hot loop, and a `Protocol` 0.5 ms at start-up.
    """

    start_mark: Mark
    end_mark: Mark
    value: str
    style: str
    anchor: str | None
    tag: str | None
    flow_style: bool
    explicit: bool


def tagged_scalar(source: Source, event: Event, style: Style, diagnostics: list[Diagnostic]) -> Node:
    """Return a scalar with an anchor or a tag; its span begins after them."""
    end = event.end_mark.index
    start = _content_start(source.text, event)
    if style in {"literal", "folded"}:
        end = start + len(source.text[start:end].rstrip("\r\n"))
    tag = _short(event.tag)
    scalar = Scalar(event.value, style, Span(source.path, start, end), tag)
    if event.tag is None or (tag in _SCALAR_TAGS and fits_tag(scalar)):
        return scalar
    return _report(source, event, tag, scalar, diagnostics)


def check_collection_tag(source: Source, event: Event, node: Node, diagnostics: list[Diagnostic]) -> Node:
    """Return `node` if it is what its tag says, else report that and return a broken one."""
    tag = _short(event.tag)
    kind = Mapping if tag == "!!map" else Sequence if tag == "!!seq" else None
    if kind is not None and isinstance(node, kind):
        return node
    return _report(source, event, tag, node, diagnostics)


def _content_start(text: str, event: Event) -> int:
    at = event.start_mark.index
    for _ in range((event.anchor is not None) + (event.tag is not None)):
        found = re.compile(_PROPERTY).match(text, at)
        at = found.end() if found else at
    return min(at, event.end_mark.index)


def _short(tag: str | None) -> str:
    """Return `!!int` for its long form; the non-specific `!` makes a string of any scalar."""
    if tag is None:
        return ""
    if tag == "!":
        return "!!str"
    return "!!" + tag.removeprefix(CORE) if tag.startswith(CORE) else tag


def _report(source: Source, event: Event, tag: str, node: Node, diagnostics: list[Diagnostic]) -> Broken:
    from .rules.unknown_tag import unknown_tag

    found = re.compile(_TAG).search(source.text, event.start_mark.index)
    start, end = found.span() if found else (event.start_mark.index, event.end_mark.index)
    diagnostics.append(unknown_tag(source, Span(source.path, start, end), tag, node))
    return Broken(Span(source.path, start, max(end, node.span.end)))
