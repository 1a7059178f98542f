"""From text to the document as written: libyaml's events, and between them the comments."""

import re
from typing import Final, cast

from yaml.cyaml import CBaseLoader
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamStartEvent,
)

from .block_text import read_block
from .gaps import Found, Gap, read_gap
from .written import Collection, Comment, Document, Entry, Leaf, Written

_PROPERTY: Final = re.compile(r"&[\w-]+|!<[^>]*>|![^\s,\[\]{}]*")


class Mark:
    """A place as libyaml gives it, from 0."""

    index: int
    column: int


class Event:
    """Any event as libyaml makes it, to cast to."""

    start_mark: Mark
    end_mark: Mark
    value: str
    style: str
    anchor: str | None
    tag: str | None
    flow_style: bool
    explicit: bool


def read_document(text: str) -> Document:
    r"""Return the document of a text that loads without errors as one mapping, and has only `\n` as line breaks."""
    return _Reader(text).read()


class _Reader:
    """The walk over the events.

    `at` is where the next token or indicator begins, `pending` what comments stand before it that nobody has taken,
    `blank` whether an empty line does.
    """

    __slots__ = ("_broken", "_events", "_last_blank", "at", "blank", "document", "pending", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._events = CBaseLoader(text)
        self.at = 0
        self.blank = False
        self.pending: list[Found] = []
        self.document = Document(Collection(is_mapping=True, flow=False))
        self._broken = False
        self._last_blank = False

    def read(self) -> Document:
        start = self._next()
        if start.__class__ is cast("object", StreamStartEvent):
            start = self._next()
        self._begin(start)
        value, besides = self._value(self._next(), 0, leading := [])
        root = self.document.root = cast("Collection", value)
        self._hand_down(root, [*leading, *(Comment(text, blank=False) for text in besides)])
        root.tail += self._take()
        self._end(self._next())
        return self.document

    def _begin(self, event: Event) -> None:
        """Keep what stands up to the `---`, if there is one."""
        if event.__class__ is not cast("object", DocumentStartEvent) or not event.explicit:
            self._leave(0)
            return
        end = event.end_mark.index
        lines = [line.rstrip() for line in self.text[:end].split("\n")]
        self.document.comments += [line.strip() for line in lines if line.lstrip().startswith("#")]
        self.document.before = lines
        self._leave(end)
        self.document.before[-1] += "".join(f"  {text}" for text in self._beside())

    def _hand_down(self, root: Collection, comments: list[Comment]) -> None:
        """Give comments that stand before the root to its first entry, or to its end."""
        if root.entries:
            root.entries[0].leading[:0] = comments
        else:
            root.tail[:0] = comments

    def _end(self, event: Event) -> None:
        """Keep the `...` and what stands after it."""
        if event.__class__ is not cast("object", DocumentEndEvent) or not event.explicit:
            return
        self._leave(event.end_mark.index)
        beside = "".join(f"  {text}" for text in self._beside())
        self.document.after = [f"...{beside}"]
        for comment in self._take():
            self.document.after += [""] * comment.blank + [comment.text]

    def _next(self) -> Event:
        return cast("Event", self._events.get_event())

    def _peek(self) -> Event:
        return cast("Event", self._events.peek_event())

    # The gaps.

    def _arrive(self, start: int) -> None:
        """Go over the indicators before the token at `start`, gathering the comments between them."""
        while self.at < start:
            comma = self.text[self.at] == ","
            gap = read_gap(self.text, self.at + 1, past=True, broken=self._broken)
            self._pass(gap)
            if comma:
                self.blank = gap.blank

    def _leave(self, end: int) -> None:
        """Go over the gap after a token that ends at `end`; every comment before the token has been taken."""
        if self.pending:
            raise ValueError(f"a comment is about nothing: {self.pending[0].text!r}")
        gap = read_gap(self.text, end)
        self._pass(gap)
        self.blank = gap.blank

    def _pass(self, gap: Gap) -> None:
        self.at = gap.end
        self._broken = gap.broken
        self._last_blank = gap.blank
        if gap.comments:
            self.pending += gap.comments
            self.document.comments += [found.text for found in gap.comments]

    def _take(self) -> list[Comment]:
        if not self.pending:
            return []
        taken = [Comment(found.text, found.blank) for found in self.pending]
        self.pending = []
        return taken

    def _take_before(self) -> list[Comment]:
        """Take the comments before an indicator, leave those after it."""
        taken = [Comment(found.text, found.blank) for found in self.pending if not found.past]
        self.pending = [found for found in self.pending if found.past]
        return taken

    def _beside(self) -> list[str]:
        """Take the comment on the line of the token before, if there is one."""
        if self.pending and self.pending[0].same:
            return [self.pending.pop(0).text]
        return []

    def _tail(self, indent: int) -> list[Comment]:
        """Take the comments that stand as deep as a block at the column `indent`, which ends here."""
        column = self.at - self.text.rfind("\n", 0, self.at) - 1 if self.at < len(self.text) else -1
        count = 0
        if column < indent:
            for found in self.pending:
                if found.past or found.column < indent:
                    break
                count += 1
        taken = [Comment(found.text, found.blank) for found in self.pending[:count]]
        del self.pending[:count]
        return taken

    # The nodes.

    def _value(self, event: Event, indent: int, leading: list[Comment]) -> tuple[Written, list[str]]:
        """Return a node and the comments beside it; what stands above it goes to `leading`.

        `indent` is the column of the block collection around it.
        """
        kind: object = event.__class__
        if kind is ScalarEvent or kind is AliasEvent:
            if event.start_mark.index == event.end_mark.index:
                return self._nothing(), []
            leading += self._take()
            leaf, comment = self._leaf(event, indent)
            return leaf, [*comment, *self._beside()]
        besides: list[str] = []
        is_mapping = kind is MappingStartEvent
        props = ""
        if event.anchor is not None or event.tag is not None:
            leading += self._take()
            props, end = self._properties(event)
            self._leave(end)
            besides += self._beside()
        node = Collection(is_mapping=is_mapping, flow=event.flow_style, props=props)
        if event.flow_style:
            leading += self._take()
            besides += self._flow(node, event)
            if not node.entries:
                leading += node.tail
                node.tail = []
            besides += self._beside()
        else:
            self._block(node, event, indent)
        return node, besides

    def _nothing(self) -> Leaf:
        """Return a value that is not there: the comments after its indicator are about what follows."""
        self.blank = self._last_blank
        self.pending = [found._replace(past=False) for found in self.pending]
        return Leaf("", "", "")

    def _leaf(self, event: Event, indent: int) -> tuple[Leaf, list[str]]:
        """Return a scalar or an alias, and the comment of a block scalar's header."""
        start, end = event.start_mark.index, event.end_mark.index
        if event.__class__ is cast("object", AliasEvent):
            self.document.names.append(self.text[start:end])
            self._leave(end)
            return Leaf("*", self.text[start:end], ""), []
        props, comment = "", []
        if event.anchor is not None or event.tag is not None:
            props, start = self._properties(event)
            self._leave(start)
            comment = self._beside()
            if start == end:
                return Leaf("", "", "", props), comment
            comment += [found.text for found in self._take()]
            start = self.at
        raw = self.text[start:end]
        if event.style in {"|", ">"}:
            block = read_block(raw, indent, event.value)
            leaf = Leaf(event.style, block.header, event.value, props, block.lines)
            self._leave(end if leaf.keeps_breaks else start + len(raw.rstrip("\n ")))
            if block.comment:
                self.document.comments.append(block.comment)
                comment.append(block.comment)
            return leaf, comment
        self._leave(end)
        return Leaf(event.style, raw, event.value, props), comment

    def _properties(self, event: Event) -> tuple[str, int]:
        """Return a node's anchor and tag with one space between, and where the last of them ends.

        Comments between the two are taken to be above the node.
        """
        words: list[str] = []
        end = event.start_mark.index
        for _ in range((event.anchor is not None) + (event.tag is not None)):
            if words:
                gap = read_gap(self.text, end)
                self._pass(gap)
                end = gap.end
            found = _PROPERTY.match(self.text, end)
            if found is None:
                raise ValueError(f"no anchor or tag at {end}")
            words.append(found[0])
            end = found.end()
        self.document.names += [word for word in words if word.startswith("&")]
        return " ".join(words), end

    def _block(self, node: Collection, event: Event, outer: int) -> None:
        """Read the entries of a block collection up to its end."""
        start = self.at if node.props else event.start_mark.index
        indent = start - self.text.rfind("\n", 0, start) - 1
        while not isinstance(self._peek(), MappingEndEvent | SequenceEndEvent):
            node.entries.append(self._entry(indent, is_mapping=node.is_mapping))
        self._next()
        # A sequence may stand at the column of the key that it belongs to; a comment there belongs to the mapping.
        node.tail = self._tail(indent + (not node.is_mapping and indent == outer))

    def _flow(self, node: Collection, event: Event) -> list[str]:
        """Read a flow collection up to its end; return the comment beside its opening bracket."""
        start = self.at if node.props else event.start_mark.index
        bare = self.text[start] not in "[{"  # `[a: b]`: a mapping without braces
        besides: list[str] = []
        if not bare:
            self._leave(start + 1)
            besides = self._beside()
        while not isinstance(self._peek(), MappingEndEvent | SequenceEndEvent):
            self._arrive(self._peek().start_mark.index)
            self._give_beside(node)
            node.entries.append(self._entry(0, is_mapping=node.is_mapping))
        closing = self._next()
        if bare:
            node.one_line = "\n" not in self.text[start : self.at].rstrip()
            return besides
        end = closing.end_mark.index
        self._arrive(end - 1)
        self._give_beside(node)
        node.tail = self._take()
        node.one_line = "\n" not in self.text[start:end]
        self._leave(end)
        return besides

    def _give_beside(self, node: Collection) -> None:
        """Give the comment after a comma to the entry before it."""
        if node.entries and self.pending and self.pending[0].same and not node.entries[-1].beside:
            node.entries[-1].beside = self._beside()[0]

    def _entry(self, indent: int, *, is_mapping: bool) -> Entry:
        event = self._next()
        self._arrive(event.start_mark.index)
        if is_mapping or event.start_mark.index < event.end_mark.index or event.__class__ is not cast("object", ScalarEvent):
            leading = self._take()
        else:
            leading = self._take_before()
        blank = self.blank
        key: Leaf | None = None
        besides: list[str] = []
        if is_mapping:
            key, besides = self._leaf(event, indent)
            event = self._next()
            self._arrive(event.start_mark.index)
            besides += self._beside()
        value, more = self._value(event, indent, leading)
        besides += more
        leading += [Comment(text, blank=False) for text in besides[:-1]]
        return Entry(key, value, leading, blank=blank, beside=besides[-1] if besides else "")
