"""Comments of pull requests that are issues too: GitHub's API, and Gitea's, which was made after it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from .comments import name_of, read_comment
from .connection import Connection
from .kinds import Comment, ForgeError, Where
from .pages import items


class IssueComments(ABC):
    """What both do in the same way. `per_page` is how the length of a page is asked for."""

    per_page: ClassVar[str]

    @abstractmethod
    def page(self, where: Where) -> str:
        """Return the address of the pull request, for people."""

    def user(self, connection: Connection) -> str | None:
        """Return the login; a token of an app or a job, or without the scope, may not ask."""
        try:
            return name_of(connection.ask("GET", "/user").data, "login") or None
        except ForgeError as error:
            if error.status in {403, 404}:
                return None
            raise

    def comments(self, connection: Connection, where: Where) -> Iterator[Comment]:
        """Yield the comments; servers that give all at once ignore the page."""
        for item in items(connection, f"/repos/{where.repository}/issues/{where.number}/comments", self.per_page):
            yield read_comment(item, "login")

    def create(self, connection: Connection, where: Where, body: str) -> Comment:
        """Write a comment."""
        path = f"/repos/{where.repository}/issues/{where.number}/comments"
        return read_comment(connection.ask("POST", path, {"body": body}).data, "login", self.page(where))

    def update(self, connection: Connection, where: Where, comment: Comment, body: str) -> Comment:
        """Change a comment."""
        path = f"/repos/{where.repository}/issues/comments/{comment.id}"
        return read_comment(connection.ask("PATCH", path, {"body": body}).data, "login", self.page(where))
