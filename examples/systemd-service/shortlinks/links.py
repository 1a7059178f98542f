"""The links, in one SQLite file."""

import re
import sqlite3
from urllib.parse import urlsplit

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Links:
    """Names and where they lead; made for one thread."""

    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = wal")
        self._database.execute("CREATE TABLE IF NOT EXISTS link (name text PRIMARY KEY, target text NOT NULL)")

    def put(self, name: str, target: str) -> None:
        """Make or change a link; a ValueError for a name or target that is none."""
        if not NAME.fullmatch(name):
            raise ValueError("a name has small letters, digits and dashes, at most 40")
        parts = urlsplit(target)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("a target is an http or https address")
        self._database.execute("REPLACE INTO link VALUES (?, ?)", (name, target))

    def get(self, name: str) -> str | None:
        """Return where a name leads, None when nowhere."""
        row = self._database.execute("SELECT target FROM link WHERE name = ?", (name,)).fetchone()
        return None if row is None else row[0]
