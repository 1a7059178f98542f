"""Forgejo and Gitea, whose APIs are the same here: `/api/swagger` of each server."""

from collections.abc import Mapping
from typing import Final

from .issue_comments import IssueComments
from .kinds import Token, Where


class Gitea(IssueComments):
    """Its pull requests are issues as far as comments go."""

    per_page = "limit"
    bots = False

    def api(self, server: str) -> str:
        """Return where the API begins."""
        return f"{server}/api/v1"

    def headers(self, token: Token) -> Mapping[str, str]:
        """Return the fields of a request."""
        return {"authorization": f"token {token.value}", "accept": "application/json"}

    def page(self, where: Where) -> str:
        """Return the address of the pull request, for people."""
        return f"{where.server}/{where.repository}/pulls/{where.number}"

    def lines(self, server: str, repository: str, commit: str, path: str, first: int, last: int) -> str:
        """Return the address of lines."""
        return f"{server}/{repository}/src/commit/{commit}/{path}#L{first}{f'-L{last}' if last > first else ''}"


FORGE: Final = Gitea()
