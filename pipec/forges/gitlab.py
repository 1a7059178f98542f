"""GitLab: https://docs.gitlab.com/api/notes/."""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from .comments import name_of, read_comment
from .connection import Connection
from .kinds import Comment, ForgeError, Token, Where
from .pages import items

JOB_TOKEN: Final = "CI_JOB_TOKEN"  # noqa: S105 - the name of a variable


class GitLab:
    """Its comments are notes of a merge request."""

    bots = False

    def api(self, server: str) -> str:
        """Return where the API begins."""
        return f"{server}/api/v4"

    def headers(self, token: Token) -> Mapping[str, str]:
        """Return the fields of a request."""
        field = "job-token" if token.variable == JOB_TOKEN else "private-token"
        return {field: token.value, "accept": "application/json"}

    def user(self, connection: Connection) -> str | None:
        """Return the user's name; a job's token is nobody's here."""
        try:
            return name_of(connection.ask("GET", "/user").data, "username") or None
        except ForgeError as error:
            if error.status in {403, 404} or (error.status == 401 and JOB_TOKEN in error.text):
                return None
            raise

    def comments(self, connection: Connection, where: Where) -> Iterator[Comment]:
        """Yield the notes that somebody wrote, not those in which GitLab tells what was done."""
        for item in items(connection, _notes(where), "per_page"):
            if item.get("system") is not True:
                yield read_comment(item, "username", _page(where, item["id"]))

    def create(self, connection: Connection, where: Where, body: str) -> Comment:
        """Write a note."""
        made = read_comment(connection.ask("POST", _notes(where), {"body": body}).data, "username")
        return made._replace(address=_page(where, made.id))

    def update(self, connection: Connection, where: Where, comment: Comment, body: str) -> Comment:
        """Change a note."""
        answer = connection.ask("PUT", f"{_notes(where)}/{comment.id}", {"body": body})
        return read_comment(answer.data, "username", _page(where, comment.id))

    def lines(self, server: str, repository: str, commit: str, path: str, first: int, last: int) -> str:
        """Return the address of lines."""
        return f"{server}/{repository}/-/blob/{commit}/{path}#L{first}{f'-{last}' if last > first else ''}"


def _notes(where: Where) -> str:
    return f"/projects/{quote(where.repository, safe='')}/merge_requests/{where.number}/notes"


def _page(where: Where, note: int) -> str:
    return f"{where.server}/{where.repository}/-/merge_requests/{where.number}#note_{note}"


FORGE: Final = GitLab()
