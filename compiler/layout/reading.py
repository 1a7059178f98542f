r"""From text to the document as written: libyaml's events, and between them the comments.

The text loads without errors as one mapping, and has only `\n` as line breaks.
"""

import re
from typing import Final, cast

from yaml.cyaml import CBaseLoader
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from ..frontend.properties import Event
from .block_text import read_block
from .cursor import Cursor
from .written import Collection, Comment, Document, Entry, Leaf, Written

_PROPERTY: Final = re.compile(r"&[\w-]+|!<[^>]*>|![^\s,\[\]{}]*")


def read_document(text: str) -> Document:
    """Return the document of a text."""
    return _Reader(text).read()


class _Reader:
    """The walk over the events."""

    __slots__ = ("_cursor", "_events", "_names", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._events = CBaseLoader(text)
        self._cursor = Cursor(text)
        self._names: list[str] = []

    def read(self) -> Document:
        cursor = self._cursor
        self._next()  # the stream's start
        before = self._before(self._next())
        leading: list[Comment] = []
        root, besides = self._value(self._next(), 0, leading)
        if not isinstance(root, Collection):
            raise TypeError("the root is no collection")
        leading += [Comment(text, blank=False) for text in besides]
        (root.entries[0].leading if root.entries else root.tail)[:0] = leading
        root.tail += cursor.take()
        after = self._after(self._next())
        return Document(root, before, after, cursor.comments, self._names)

    def _before(self, event: Event) -> list[str]:
        """Return what stands up to the `---`, with the comment beside it; nothing if there is none."""
        if not event.explicit:
            self._cursor.leave(0)
            return []
        end = event.end_mark.index
        lines = [line.rstrip() for line in self._text[:end].split("\n")]
        self._cursor.comments += [line.lstrip() for line in lines if line.lstrip().startswith("#")]
        self._cursor.leave(end)
        return [*lines[:-1], "  ".join([lines[-1], *self._cursor.take_beside()])]

    def _after(self, event: Event) -> list[str]:
        """Return the `...` and the comments that follow it; nothing if there is none."""
        if not event.explicit:
            return []
        self._cursor.leave(event.end_mark.index)
        lines = ["  ".join(["...", *self._cursor.take_beside()])]
        for comment in self._cursor.take():
            lines += [""] * comment.blank + [comment.text]
        return lines

    def _next(self) -> Event:
        return cast("Event", self._events.get_event())

    def _peek(self) -> Event:
        return cast("Event", self._events.peek_event())

    def _at_end(self) -> bool:
        return _is(self._peek(), MappingEndEvent, SequenceEndEvent)

    def _value(self, event: Event, outer: int, leading: list[Comment]) -> tuple[Written, list[str]]:
        """Return a node and the comments beside it; what stands above it goes to `leading`.

        `outer` is the column of the block collection around it.
        """
        cursor = self._cursor
        if _is(event, ScalarEvent, AliasEvent):
            if event.start_mark.index == event.end_mark.index:
                cursor.miss()
                return Leaf("", "", ""), []
            leading += cursor.take()
            leaf, besides = self._leaf(event, outer)
            return leaf, [*besides, *cursor.take_beside()]
        node = Collection(is_mapping=_is(event, MappingStartEvent), flow=event.flow_style)
        start = event.start_mark.index
        besides = []
        if event.anchor is not None or event.tag is not None:
            leading += cursor.take()
            node.props, end = self._properties(event)
            cursor.leave(end)
            besides += cursor.take_beside()
            start = cursor.at
        if not event.flow_style:
            self._block(node, start, outer)
            return node, besides
        leading += cursor.take()
        besides += self._flow(node, start)
        if not node.entries:
            leading += [*(Comment(text, blank=False) for text in besides), *node.tail]
            besides, node.tail = [], []
        return node, [*besides, *cursor.take_beside()]

    def _leaf(self, event: Event, outer: int) -> tuple[Leaf, list[str]]:
        """Return a scalar or an alias that is there, and the comments between its parts."""
        cursor = self._cursor
        start, end = event.start_mark.index, event.end_mark.index
        if _is(event, AliasEvent):
            self._names.append(self._text[start:end])
            cursor.leave(end)
            return Leaf("*", self._text[start:end], ""), []
        props, besides = "", []
        if event.anchor is not None or event.tag is not None:
            props, start = self._properties(event)
            cursor.leave(start)
            besides = cursor.take_beside()
            if start == end:
                return Leaf("", "", "", props), besides
            besides += [comment.text for comment in cursor.take()]
            start = cursor.at
        if event.style in {"|", ">"}:
            return self._block_scalar(event, start, outer, props, besides)
        cursor.leave(end)
        return Leaf(event.style, self._text[start:end], event.value, props), besides

    def _block_scalar(
        self, event: Event, start: int, outer: int, props: str, besides: list[str]
    ) -> tuple[Leaf, list[str]]:
        end = event.end_mark.index
        raw = self._text[start:end]
        block = read_block(raw, outer, event.value)
        leaf = Leaf(event.style, block.header, event.value, props, block.lines)
        self._cursor.leave(end if leaf.keeps_breaks else start + len(raw.rstrip("\n ")))
        if block.comment:
            self._cursor.comments.append(block.comment)
            besides.append(block.comment)
        return leaf, besides

    def _properties(self, event: Event) -> tuple[str, int]:
        """Return a node's anchor and tag with one space between, and where the last of them ends."""
        words: list[str] = []
        end = event.start_mark.index
        for _ in range((event.anchor is not None) + (event.tag is not None)):
            if words:
                end = self._cursor.skip(end)
            found = _PROPERTY.match(self._text, end)
            if found is None:
                raise ValueError(f"no anchor or tag at {end}")
            words.append(found[0])
            end = found.end()
        self._names += [word for word in words if word.startswith("&")]
        return " ".join(words), end

    def _block(self, node: Collection, start: int, outer: int) -> None:
        """Read the entries of a block collection up to its end."""
        indent = self._cursor.column(start)
        while not self._at_end():
            node.entries.append(self._entry(indent, is_mapping=node.is_mapping))
        self._next()
        # A sequence may stand at the column of the key that it belongs to; a comment there belongs to the mapping.
        node.tail = self._cursor.take_tail(indent + (not node.is_mapping and indent == outer))

    def _flow(self, node: Collection, start: int) -> list[str]:
        """Read a flow collection up to its end; return the comment beside its opening bracket."""
        cursor = self._cursor
        bare = self._text[start] not in "[{"  # `[a: b]`: a mapping without braces
        besides: list[str] = []
        if not bare:
            cursor.leave(start + 1)
            besides = cursor.take_beside()
        while not self._at_end():
            cursor.arrive(self._peek().start_mark.index)
            self._give_beside(node)
            node.entries.append(self._entry(0, is_mapping=node.is_mapping))
        closing = self._next()
        if bare:
            node.one_line = "\n" not in self._text[start : cursor.at]
            return besides
        end = closing.end_mark.index
        cursor.arrive(end - 1)
        self._give_beside(node)
        node.tail = cursor.take()
        node.one_line = "\n" not in self._text[start:end]
        cursor.leave(end)
        return besides

    def _give_beside(self, node: Collection) -> None:
        """Give the comment after a comma to the entry before it."""
        if node.entries and not node.entries[-1].beside:
            node.entries[-1].beside = "".join(self._cursor.take_beside())

    def _entry(self, indent: int, *, is_mapping: bool) -> Entry:
        event = self._next()
        cursor = self._cursor
        blank = cursor.blank
        cursor.arrive(event.start_mark.index)
        if not is_mapping and _is(event, ScalarEvent) and event.start_mark.index == event.end_mark.index:
            leading = cursor.take_before()  # an item that is not there: what follows is about the next one
        else:
            leading, blank = cursor.take(), cursor.blank
        key: Leaf | None = None
        besides: list[str] = []
        if is_mapping:
            key, besides = self._leaf(event, indent)
            event = self._next()
            cursor.arrive(event.start_mark.index)
            besides += cursor.take_beside()
        value, more = self._value(event, indent, leading)
        besides += more
        leading += [Comment(text, blank=False) for text in besides[:-1]]
        return Entry(key, value, leading, blank=blank, beside=besides[-1] if besides else "")


def _is(event: object, *kinds: type[object]) -> bool:
    return event.__class__ in kinds
