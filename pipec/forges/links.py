"""Addresses of lines of a file, as a forge shows them at a commit."""

import re
from typing import Final, NamedTuple
from urllib.parse import quote

from .kinds import Kind
from .registry import load_forge

_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Links(NamedTuple):
    """The forge, the repository, and the commits of both sides, empty where a side is none."""

    kind: Kind
    server: str
    repository: str
    before: str = ""
    after: str = ""

    def lines(self, path: str, first: int, last: int, *, after: bool) -> str:
        """Return the address of lines of a file, from 1; empty where that side is no commit of the forge."""
        commit = self.after if after else self.before
        if not _COMMIT.fullmatch(commit) or path.startswith(("/", "../")):
            return ""
        where = quote(path, safe="/")
        return load_forge(self.kind).lines(self.server, self.repository, commit, where, first, last)
