"""GitHub, and GitHub Enterprise Server: https://docs.github.com/en/rest/issues/comments."""

from collections.abc import Iterator, Mapping
from typing import Final

from .comments import name_of, read_comment
from .connection import Connection
from .kinds import Comment, ForgeError, Token, Where
from .pages import items

_OWN: Final = "https://github.com"


class GitHub:
    """Its pull requests are issues as far as comments go."""

    bots = True
    """A token that may not ask whose it is belongs to an app."""

    def api(self, server: str) -> str:
        """Return where the API begins: github.com has a host for it, a server of one's own a path."""
        return "https://api.github.com" if server == _OWN else f"{server}/api/v3"

    def headers(self, token: Token) -> Mapping[str, str]:
        """Return the fields of a request."""
        return {
            "authorization": f"Bearer {token.value}",
            "accept": "application/vnd.github+json",
            "x-github-api-version": "2022-11-28",
        }

    def user(self, connection: Connection) -> str | None:
        """Return the login; tokens of apps, such as those of Actions, may not ask."""
        try:
            return name_of(connection.ask("GET", "/user").data, "login") or None
        except ForgeError as error:
            if error.status in {403, 404}:
                return None
            raise

    def comments(self, connection: Connection, where: Where) -> Iterator[Comment]:
        """Yield the comments."""
        for item in items(connection, f"/repos/{where.repository}/issues/{where.number}/comments", "per_page"):
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
        return f"{server}/{repository}/blob/{commit}/{path}#L{first}{f'-L{last}' if last > first else ''}"


def _page(where: Where) -> str:
    return f"{where.server}/{where.repository}/pull/{where.number}"


FORGE: Final = GitHub()
