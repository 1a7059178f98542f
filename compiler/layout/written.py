"""A document as it is written: aliases unresolved, merges in place, each comment with the entry that it is about.

The located tree says what a file means and forgets how that is put; this one keeps it, and forgets the white space.
Nodes are slotted classes, which the arranging stage changes in place.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple


class Comment(NamedTuple):
    """A comment from its `#` on, and whether an empty line stands above it."""

    text: str
    blank: bool


class Leaf:
    """A scalar or an alias.

    `props` are its anchor and tag as written, `raw` is the source of its content, `text` the decoded content. A block
    scalar has its header as `raw` and its content, without indentation, as `lines`; an alias has the style `*`.
    """

    __slots__ = ("lines", "props", "raw", "style", "text")

    def __init__(self, style: str, raw: str, text: str, props: str = "", lines: tuple[str, ...] = ()) -> None:
        self.style = style
        self.raw = raw
        self.text = text
        self.props = props
        self.lines = lines

    @property
    def is_block(self) -> bool:
        """Whether it is a literal or a folded scalar."""
        return self.style in {"|", ">"}

    @property
    def keeps_breaks(self) -> bool:
        """Whether empty lines after it would belong to its content."""
        return self.is_block and "+" in self.raw


class Collection:
    """A mapping or a sequence.

    `flow` says that it is written in brackets, `one_line` that it is so on one line. `tail` are the comments after its
    last entry.
    """

    __slots__ = ("entries", "flow", "is_mapping", "one_line", "props", "tail")

    def __init__(self, *, is_mapping: bool, flow: bool, props: str = "") -> None:
        self.is_mapping = is_mapping
        self.flow = flow
        self.props = props
        self.one_line = False
        self.entries: list[Entry] = []
        self.tail: list[Comment] = []


Written = Leaf | Collection


class Entry:
    """A key with its value, or an item of a sequence, which has no key.

    `leading` are the comments above it, `beside` is the one at the end of its line. `blank` says that an empty line
    stands above its own line, below the comments.
    """

    __slots__ = ("beside", "blank", "key", "leading", "value")

    def __init__(self, key: Leaf | None, value: Written, leading: list[Comment], *, blank: bool, beside: str) -> None:
        self.key = key
        self.value = value
        self.leading = leading
        self.blank = blank
        self.beside = beside

    @property
    def is_pointed_at(self) -> bool:
        """Whether an ignore comment is about the line on which it begins."""
        return IGNORE in self.beside or any(IGNORE in comment.text for comment in self.leading[-1:])


IGNORE: Final = "pipec:"
"""What a comment that silences a diagnostic contains."""


class Document:
    """A whole file: what stands before the root (directives, `---`), the root, what stands after it (`...`).

    `comments` and `names` are all comments, and all anchors and aliases as they are written, to count them.
    """

    __slots__ = ("after", "before", "comments", "names", "root")

    def __init__(
        self, root: Collection, before: list[str], after: list[str], comments: list[str], names: list[str]
    ) -> None:
        self.root = root
        self.before = before
        self.after = after
        self.comments = comments
        self.names = names


def names_in(node: Written) -> Iterator[str]:
    """Yield the anchors (`&a`) and aliases (`*a`) of a node and all that is inside it."""
    pending: list[Written] = [node]
    while pending:
        node = pending.pop()
        if node.props:
            yield from (word for word in node.props.split() if word.startswith("&"))
        if isinstance(node, Collection):
            pending.extend(entry.value for entry in node.entries)
            pending.extend(entry.key for entry in node.entries if entry.key is not None)
        elif node.style == "*":
            yield node.raw
