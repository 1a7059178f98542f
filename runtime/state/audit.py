"""Verifies the chain of events: what was altered, taken out, put in or moved is found and named."""

import hmac
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, Literal, NamedTuple

from .database import database_path, open_database, telling
from .events import COLUMNS, FIRST, hash_of, sign
from .records import EventRecord
from .signing import signing_key

MOST: Final = 100
"""Findings that a report holds; all are counted."""

Problem = Literal["damaged", "altered", "missing", "moved", "unsigned", "forged"]


class Finding(NamedTuple):
    """What is wrong at an event of the chain; `seq` is its number, 0 where the database itself is damaged."""

    seq: int
    problem: Problem
    message: str


class Head(NamedTuple):
    """The last event: its number and its hash. Kept elsewhere, it is an anchor."""

    seq: int
    hash: str


class AuditReport(NamedTuple):
    """What verifying came to. `anchored` tells whether the anchor was found; None without an anchor.

    `signed` counts the events with a signature that was checked.
    """

    events: int
    head: Head
    findings: tuple[Finding, ...]
    found: int
    anchored: bool | None
    signed: int

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong; without an anchor a cut tail cannot be seen."""
        return not self.found and self.anchored is not False


def chain_head(directory: Path) -> Head:
    """Return the last event's number and hash; 0 and zeros where there is none. StateError when it cannot be read."""
    path = database_path(directory)
    if not path.exists():
        return Head(0, FIRST)
    with telling(path), closing(open_database(directory)) as connection:
        rows = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchall()
    return Head(*rows[0]) if rows else Head(0, FIRST)


def verify(directory: Path, anchor: str = "") -> AuditReport:
    """Verify the database's pages and the whole chain, in memory that does not grow with it.

    Args:
        directory: The state directory.
        anchor: The hash of an event that has to be in the chain; a head that was kept elsewhere.

    Returns:
        What was found; StateError is raised only when the database cannot be read at all.
    """
    check = _Check(signing_key(), anchor)
    path = database_path(directory)
    if not path.exists():
        return check.report()
    with telling(path), closing(open_database(directory)) as connection:
        try:
            check.see_all(connection)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            check.see_damage(str(error))
    return check.report()


class _Check:
    """Goes along the chain."""

    def __init__(self, key: bytes | None, anchor: str) -> None:
        self._key = key
        self._anchor = anchor.lower()
        self._anchored = anchor.lower() == FIRST
        self._findings: list[Finding] = []
        self._found = self._events = self._signed = 0
        self._head = Head(0, FIRST)

    def see_all(self, connection: sqlite3.Connection) -> None:
        """Check the pages of the database, then all events; one statement is one snapshot."""
        for (text,) in connection.execute(f"PRAGMA quick_check({MOST})"):
            if text != "ok":
                self.see_damage(text)
        connection.text_factory = lambda raw: raw.decode(errors="replace")  # damage is told, whatever it is
        with closing(connection.cursor()) as cursor:
            for row in cursor.execute(f"SELECT {COLUMNS} FROM events ORDER BY seq"):  # noqa: S608 - a constant
                self.see(EventRecord._make(row))

    def see_damage(self, text: str) -> None:
        """Take down what SQLite says of its file."""
        self._find(0, "damaged", f"the database is damaged: {' '.join(text.split())}")

    def see(self, event: EventRecord) -> None:
        """Check the next event by itself and against the one before."""
        self._events += 1
        own = hash_of(event)
        self._check_place(event)
        if own != event.hash:
            self._find(event.seq, "altered", f"event {event.seq} ({event.action}) is not what was written")
        self._check_signature(event)
        self._anchored = self._anchored or own == event.hash == self._anchor
        self._head = Head(event.seq, event.hash)

    def _check_place(self, event: EventRecord) -> None:
        missing = event.seq - self._head.seq - 1
        if missing:
            first, last = self._head.seq + 1, event.seq - 1
            text = f"event {first} is missing" if first == last else f"events {first} to {last} are missing"
            self._find(first, "missing", text)
        elif event.previous != self._head.hash:
            self._find(event.seq, "moved", f"event {event.seq} ({event.action}) does not follow event {event.seq - 1}")

    def _check_signature(self, event: EventRecord) -> None:
        if self._key is None:
            return
        if not event.signature:
            # Events from before the key was configured are fine, later ones are not.
            if self._signed:
                self._find(event.seq, "unsigned", f"event {event.seq} ({event.action}) is not signed")
        elif hmac.compare_digest(sign(self._key, str(event.hash)).encode(), str(event.signature).encode()):
            self._signed += 1
        else:
            self._find(event.seq, "forged", f"event {event.seq} ({event.action}) was signed with another key")

    def _find(self, seq: int, problem: Problem, message: str) -> None:
        self._found += 1
        if len(self._findings) < MOST:
            self._findings.append(Finding(seq, problem, message))

    def report(self) -> AuditReport:
        """Return what was found."""
        anchored = self._anchored if self._anchor else None
        return AuditReport(self._events, self._head, tuple(self._findings), self._found, anchored, self._signed)
