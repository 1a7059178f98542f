"""The way through a text from token to token, on which every comment is picked up once."""

from .gaps import Found, Gap, read_gap
from .written import Comment


class Cursor:
    """Where the reader is.

    `at` is where the next token or indicator begins, `blank` whether an empty line stands above it, `pending` which
    comments stand before it that nobody has taken. `comments` are all comments so far.
    """

    __slots__ = ("_blank_after", "_broken", "at", "blank", "comments", "pending", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.blank = False
        self.pending: list[Found] = []
        self.comments: list[str] = []
        self._broken = False
        self._blank_after = False

    def arrive(self, start: int) -> None:
        """Go over the indicators before the token at `start`, gathering the comments between them."""
        while self.at < start:
            char = self.text[self.at]
            gap = read_gap(self.text, self.at + 1, past=True, broken=self._broken)
            self._pass(gap)
            if gap.comments or char in ",:":
                self.blank = gap.blank

    def leave(self, end: int) -> None:
        """Go over the gap after a token that ends at `end`; every comment before the token has been taken."""
        if self.pending:
            raise ValueError(f"a comment is about nothing: {self.pending[0].text!r}")
        gap = read_gap(self.text, end)
        self._pass(gap)
        self.blank = gap.blank

    def skip(self, end: int) -> int:
        """Go over the gap that begins at `end`, adding to what is pending; return where it ends."""
        self._pass(read_gap(self.text, end))
        return self.at

    def miss(self) -> None:
        """Go over a value that is not there: the comments after its indicator are about what follows."""
        self.blank = self._blank_after
        self.pending = [found._replace(past=False) for found in self.pending]

    def _pass(self, gap: Gap) -> None:
        self.at = gap.end
        self._broken = gap.broken
        self._blank_after = gap.blank
        if gap.comments:
            self.pending += gap.comments
            self.comments += [found.text for found in gap.comments]

    def column(self, at: int) -> int:
        """Return the column of an offset, from 0."""
        return at - self.text.rfind("\n", 0, at) - 1

    def take(self) -> list[Comment]:
        """Take all comments that are pending."""
        return self._take_first(len(self.pending)) if self.pending else []

    def take_before(self) -> list[Comment]:
        """Take the comments before an indicator, leave those after it."""
        return self._take_first(sum(not found.past for found in self.pending))

    def take_beside(self) -> list[str]:
        """Take the comment on the line of the token before, if there is one."""
        if self.pending and self.pending[0].same:
            return [self.pending.pop(0).text]
        return []

    def take_tail(self, indent: int) -> list[Comment]:
        """Take the comments that stand as deep as a block at the column `indent`, which ends here."""
        if self.at < len(self.text) and self.column(self.at) >= indent:
            return []
        count = 0
        for found in self.pending:
            if found.past or found.column < indent:
                break
            count += 1
        return self._take_first(count)

    def _take_first(self, count: int) -> list[Comment]:
        taken = [Comment(found.text, found.blank) for found in self.pending[:count]]
        del self.pending[:count]
        return taken
