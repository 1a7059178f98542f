"""From text to the located tree: libyaml's events, composed without losing where anything stands.

The tree is YAML 1.2 with `<<` merges. After a syntax error, a bomb or a nest too deep the whole document is one
`Broken` node, since nothing that follows can be trusted; every other mistake breaks its own node only.
"""

from typing import Final, cast

from yaml import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ..diagnostics import Diagnostic, Span
from ..source import Source
from .anchors import Anchor, Anchors
from .mappings import build_mapping
from .properties import Event, check_collection_tag, tagged_scalar
from .tree import Broken, Node, Scalar, Sequence, Style

try:
    from yaml.cyaml import CBaseLoader
except ImportError as missing:  # pragma: no cover - every wheel of PyYAML has it
    raise ImportError(
        "PyYAML was built without libyaml, which pipec needs: install its wheel, or libyaml's headers before PyYAML"
    ) from missing

MAX_DEPTH: Final = 100
"""How many collections may stand inside each other; a pipeline needs about ten."""

_STYLES: Final[dict[str, Style]] = {"": "plain", "'": "single", '"': "double", "|": "literal", ">": "folded"}
_SEQUENCE_END: Final[object] = SequenceEndEvent
_BLOCKS: Final = frozenset("|>")
_make: Final = tuple.__new__  # half the time of Span(...), whose __new__ is a Python function


_Frame = tuple[Event, list[Node], Anchor | None]
"""An open collection: how it began, the items of the collection around it, its anchor."""


def load_tree(source: Source) -> tuple[Node, tuple[Diagnostic, ...]]:
    """Return the root of `source` and what is wrong with its YAML; about 2 µs an event.

    Raises nothing for what a file says. The text has no byte order mark (`files.read_source` removes it).
    """
    composer = _Composer(source)
    return composer.compose(), tuple(composer.diagnostics)


class _Composer:
    __slots__ = ("anchors", "diagnostics", "path", "source", "text")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = source.path
        self.text = source.text
        self.diagnostics: list[Diagnostic] = []
        self.anchors = Anchors(source, self.diagnostics)

    def compose(self) -> Node:
        root: list[Node] = []
        if self._readable() and self._run(root):
            if root and not _is_nothing(root[0]):
                self.anchors.report_unused()
                return root[0]
            from .rules import empty_file

            self.diagnostics.append(empty_file.empty_file(self.source))
        return Broken(Span(self.path, 0, len(self.text)))

    def _readable(self) -> bool:
        """Report a character that libyaml would accept or choke on; it reports those of ASCII itself."""
        if self.text.isascii():
            return True
        from .rules import control_character

        found = control_character.check(self.source)
        if found is not None:
            self.diagnostics.append(found)
        return found is None

    def _run(self, root: list[Node]) -> bool:
        """Fill `root`; False when the document had to be given up, which is then reported."""
        path, get_event, styles = self.path, CBaseLoader(self.text).get_event, _STYLES
        stack: list[_Frame] = []
        items = root
        try:
            while True:
                event = cast("Event", get_event())
                kind: object = event.__class__
                if kind is ScalarEvent:
                    style = event.style
                    if event.anchor is None and event.tag is None and style not in _BLOCKS:
                        span = _make(Span, (path, event.start_mark.index, event.end_mark.index))
                        items.append(Scalar(event.value, styles[style], span))
                    else:
                        items.append(self._scalar(event))
                elif kind is MappingEndEvent or kind is SequenceEndEvent:
                    frame = stack.pop()
                    node = self._collection(frame, items, event)
                    items = frame[1]
                    items.append(node)
                elif kind is MappingStartEvent or kind is SequenceStartEvent:
                    stack.append((event, items, self._open(event)))
                    if len(stack) > MAX_DEPTH:
                        return self._too_deep(event)
                    items = []
                elif kind is AliasEvent:
                    items.append(self.anchors.use(str(event.anchor), event.start_mark.index, event.end_mark.index))
                elif self._ends(kind, event, root):
                    return not self.anchors.exploded
        except YAMLError as error:
            from .syntax_errors import explain

            self.diagnostics.append(explain(self.source, error, items[-1] if items else None))
            return False

    def _scalar(self, event: Event) -> Node:
        """Return a scalar that has an anchor or a tag, or is a block."""
        start, end = event.start_mark.index, event.end_mark.index
        style = _STYLES[event.style]
        anchor = self._open(event)
        node: Node
        if event.anchor is not None or event.tag is not None:
            node = tagged_scalar(self.source, event, style, self.diagnostics)
        else:
            node = Scalar(event.value, style, Span(self.path, start, _block_end(self.text, start, end)))
        if anchor is not None:
            self.anchors.close(anchor, node)
        return node

    def _open(self, event: Event) -> Anchor | None:
        return None if event.anchor is None else self.anchors.open(event.anchor, event.start_mark.index)

    def _collection(self, frame: _Frame, items: list[Node], event: Event) -> Node:
        """Return the collection that `event` closes."""
        opening, _, anchor = frame
        node: Node
        span = self._collection_span(opening, items, event)
        if event.__class__ is _SEQUENCE_END:
            node = Sequence(tuple(items), span)
        else:
            node = build_mapping(items, span, self.diagnostics, self.source)
        if opening.tag is not None:
            node = check_collection_tag(self.source, opening, node, self.diagnostics)
        self.anchors.size += len(items)
        if anchor is not None:
            self.anchors.close(anchor, node)
        return node

    def _collection_span(self, opening: Event, items: list[Node], event: Event) -> Span:
        start = opening.start_mark.index
        if opening.anchor is not None or opening.tag is not None:
            start = opening.end_mark.index
            start -= self.text[start - 1] in "[{-"  # libyaml ends the event after these, before anything else
        if opening.flow_style:
            end = event.end_mark.index
        else:  # libyaml's own end is the next token, with the comments between
            last = items[-1]
            end = (last.used or last.span).end
        return _make(Span, (self.path, start, end))

    def _too_deep(self, event: Event) -> bool:
        from .rules import deep_nesting

        start = event.start_mark.index
        span = Span(self.path, start, max(event.end_mark.index, start + 1))
        self.diagnostics.append(deep_nesting.deep_nesting(span, MAX_DEPTH))
        return False

    def _ends(self, kind: object, event: Event, root: list[Node]) -> bool:
        """Return whether the document is over, at the end of the stream or where a second one begins."""
        if kind is StreamEndEvent:
            return True
        if kind is not DocumentStartEvent or not root:
            return False
        from .rules import several_documents

        self.diagnostics.append(several_documents.several_documents(self.source, event.start_mark.index))
        return True


def _block_end(text: str, start: int, end: int) -> int:
    """Return where a block scalar's last line ends; libyaml's end is after the blank lines that follow."""
    return start + len(text[start:end].rstrip("\r\n"))


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text and node.style == "plain"
