"""GitHub, and GitHub Enterprise Server: https://docs.github.com/en/rest/issues/comments."""

from collections.abc import Mapping
from typing import Final

from .issue_comments import IssueComments
from .kinds import Token, Where

_OWN: Final = "https://github.com"


class GitHub(IssueComments):
    """Its pull requests are issues as far as comments go."""

    per_page = "per_page"
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

    def page(self, where: Where) -> str:
        """Return the address of the pull request, for people."""
        return f"{where.server}/{where.repository}/pull/{where.number}"

    def lines(self, server: str, repository: str, commit: str, path: str, first: int, last: int) -> str:
        """Return the address of lines."""
        return f"{server}/{repository}/blob/{commit}/{path}#L{first}{f'-L{last}' if last > first else ''}"


FORGE: Final = GitHub()
