"""Forgejo and Gitea, whose APIs are the same here: `/api/swagger` of each server."""

from collections.abc import Iterator, Mapping
from typing import Final

from .comments import name_of, read_comment
from .connection import Connection
from .kinds import Comment, ForgeError, Token, Where
from .pages import items


class Gitea:
    """Its pull requests are issues as far as comments go."""

    bots = False

    def api(self, server: str) -> str:
        """Return where the API begins."""
        return f"{server}/api/v1"

    def headers(self, token: Token) -> Mapping[str, str]:
        """Return the fields of a request."""
        return {"authorization": f"token {token.value}", "accept": "application/json"}

    def user(self, connection: Connection) -> str | None:
        """Return the login; a token without the scope `read:user`, or a job's, may not ask."""
        try:
            return name_of(connection.ask("GET", "/user").data, "login") or None
        except ForgeError as error:
            if error.status in {403, 404}:
                return None
            raise

    def comments(self, connection: Connection, where: Where) -> Iterator[Comment]:
        """Yield the comments; servers that give all at once ignore the page."""
        for item in items(connection, f"/repos/{where.repository}/issues/{where.number}/comments", "limit"):
            yield read_comment(item, "login")

    def create(self, connection: Connection, where: Where, body: str) -> Comment:
        """Write a comment."""
        path = f"/repos/{where.repository}/issues/{where.number}/comments"
        return read_comment(connection.ask("POST", path, {"body": body}).data, "login", _page(where))

    def update(self, connection: Connection, where: Where, comment: Comment, body: str) -> Comment:
        """Change a comment."""
        path = f"/repos/{where.repository}/issues/comments/{comment.id}"
        return read_comment(connection.ask("PATCH", path, {"body": body}).data, "login", _page(where))

    def lines(self, server: str, repository: str, commit: str, path: str, first: int, last: int) -> str:
        """Return the address of lines."""
        return f"{server}/{repository}/src/commit/{commit}/{path}#L{first}{f'-L{last}' if last > first else ''}"


def _page(where: Where) -> str:
    return f"{where.server}/{where.repository}/pulls/{where.number}"


FORGE: Final = Gitea()
