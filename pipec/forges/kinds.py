"""What every forge is to us: a place with comments, of which one is ours."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from .connection import Connection

Kind = Literal["github", "forgejo", "gitea", "gitlab"]


class ForgeError(Exception):
    """Posting is not possible; the text says why and what to do, and holds no token.

    `status` is the forge's HTTP status where it is what the forge answered.
    """

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.text = text
        self.status = status


class Unsure(ForgeError):  # noqa: N818 - it says what we are
    """A comment was sent, and nobody knows whether it arrived."""


class Where(NamedTuple):
    """A pull request (GitLab: a merge request).

    `server` is the address of the forge as people open it and `api` where its API begins, both without a slash at the
    end; `repository` is `owner/name`, with GitLab also with groups before it.
    """

    kind: Kind
    server: str
    api: str
    repository: str
    number: int


class Comment(NamedTuple):
    """A comment. `author` is the forge's name of who wrote it, `bot` whether the forge says that it is no person."""

    id: int
    body: str
    author: str
    address: str
    bot: bool = False


class Token(NamedTuple):
    """A token and the variable that it came from, which may be told. Its text never shows the token."""

    value: str
    variable: str

    def __repr__(self) -> str:
        """The token of a variable."""
        return f"<the token in {self.variable}>"

    def __str__(self) -> str:
        """The same."""
        return repr(self)


class Forge(Protocol):
    """One kind of forge. What it is asked goes through a connection, which knows the token.

    Where `user` is not told, a comment with our marker may be ours: with `bots` if no person wrote it, else any, as the
    forge refuses to change another's.
    """

    bots: bool

    def api(self, server: str) -> str:
        """Return where the API of the forge at this address begins."""

    def headers(self, token: Token) -> Mapping[str, str]:
        """Return the fields that a request is signed with, and those that every request has."""

    def user(self, connection: "Connection") -> str | None:
        """Return whose token it is, None where the forge does not tell the token."""

    def comments(self, connection: "Connection", where: Where) -> Iterator[Comment]:
        """Yield all comments of a pull request, the oldest first."""

    def create(self, connection: "Connection", where: Where, body: str) -> Comment:
        """Write a new comment."""

    def update(self, connection: "Connection", where: Where, comment: Comment, body: str) -> Comment:
        """Give a comment another text."""

    def lines(self, server: str, repository: str, commit: str, path: str, first: int, last: int) -> str:
        """Return the address of lines of a file at a commit; `path` is ready for an address."""
