"""One transaction: changes and their events become durable together, or not at all."""

import sqlite3
import time
from collections.abc import Iterable, Mapping
from typing import Any

from .change import Change
from .events import FIRST, INSERT, new_event
from .faults import is_of_the_world


class WriteTransaction:
    """A transaction that has begun, as seen by changes; satisfies `Transaction`.

    The cursor is closed by whoever gives it: one that is left to the garbage keeps the database open.

    `actor` and `run` are those of its events, `key` signs them.
    """

    def __init__(self, cursor: sqlite3.Cursor, actor: str, run: str = "", key: bytes | None = None) -> None:
        self._cursor = cursor
        self._actor = actor
        self._run = run
        self._key = key
        self.now = time.time_ns() // 1_000_000
        # Read in each transaction: that costs as little as asking whether another process has written.
        self._head: tuple[int, str] = next(
            iter(self.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")), (0, FIRST)
        )

    def execute(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; return its rows. Constant texts are prepared once for a connection."""
        return self._cursor.execute(sql, parameters).fetchall()

    def event(self, action: str, resource: str, context: Mapping[str, Any], *, run: str = "") -> None:
        """Append an event to the chain; without `run` it is of the transaction's."""
        row = new_event(self._head, self.now, self._actor, (action, resource, context, run or self._run), self._key)
        self._cursor.execute(INSERT, row)
        self._head = row[0], row[9]

    def apply(self, changes: Iterable[Change]) -> None:
        """Apply changes; when one raises, the transaction is to be undone."""
        for change in changes:
            change.apply(self)

    def try_apply(self, changes: Iterable[Change]) -> Exception | None:
        """Apply changes, or undo them alone and return what one of them raised.

        Raises what SQLite says of the world (a full disk): then the whole transaction is to be undone.
        """
        head = self._head
        self._cursor.execute("SAVEPOINT one")
        try:
            self.apply(changes)
        except Exception as error:
            if is_of_the_world(error):
                raise
            self._cursor.execute("ROLLBACK TO one")
            self._cursor.execute("RELEASE one")
            self._head = head
            return error
        self._cursor.execute("RELEASE one")
        return None


def undo(connection: sqlite3.Connection) -> None:
    """Undo what is not committed, if anything; some errors have done so by themselves."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")
