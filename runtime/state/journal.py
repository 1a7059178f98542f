"""The journal of a run: changes that come at one moment become durable as one group."""

import asyncio
import queue
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from ..errors import StateError
from .change import Change
from .database import PATIENCE, database_path, open_database
from .faults import is_of_the_world, state_error
from .signing import signing_key
from .transaction import WriteTransaction, undo

Work = tuple[asyncio.AbstractEventLoop, Callable[[], Any], Callable[[Exception | None], None]]
"""What the thread does, and what the loop does then with the error that it raised."""

_BEGIN: Final = "BEGIN IMMEDIATE"
_TURNS: Final = 3
"""So many turns of the loop after an ending those jobs have written theirs that start because of it."""
_NOT_AT_ALL: Final = "PRAGMA busy_timeout = 0"
"""How long the loop's thread waits for another writer."""
_IMPATIENT: Final = 0.0001
"""Seconds after which a thread that wants to run gets its turn, while something waits for the disk."""


class _Entry:
    """The changes of one `write`, and who waits for them."""

    def __init__(self, changes: tuple[Change, ...], loop: asyncio.AbstractEventLoop) -> None:
        self.changes = changes
        self.error: Exception | None = None
        self.done: asyncio.Future[None] = loop.create_future()

    def settle(self, error: Exception | None) -> None:
        """Wake who waits, unless nobody does any more."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)


class Journal:
    """Writes the changes of an asyncio program, in its order, in groups; for one loop.

    The loop's thread executes the statements, which touch memory alone. What waits for the disk or for another writer
    is done by a thread of its own: a slow disk never holds up the loop, and the next group gathers meanwhile. Were the
    statements executed by that thread as well, it would have to get Python's lock back after each of them, which a
    busy loop gives away only every few milliseconds.
    """

    def __init__(self, directory: Path, actor: str, run: str = "") -> None:
        """Open the state of `directory`; `actor` and `run` are those of its events. StateError when it cannot be."""
        self._path = database_path(directory)
        self._identity = (actor, run, signing_key())
        self._connection = open_database(directory)
        self._connection.execute(_NOT_AT_ALL)
        self._cursor = self._connection.cursor()
        self._pending: list[_Entry] = []
        self._committing: list[_Entry] = []
        self._idle = True
        self._drained: asyncio.Future[None] | None = None
        self._closed = False
        self._fault: Exception | None = None
        self._switch_interval = sys.getswitchinterval()
        self._work: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="pipec-journal", daemon=True)
        self._thread.start()

    async def write(self, *changes: Change) -> None:
        """Apply changes together, in order; they are durable on return, and what is raised has undone them all.

        Raises what a change raises (IllegalTransition, StateError), and StateError when the database cannot be
        written; it is raised from then on, though there may be room again. A cancelled wait does not undo: the changes
        are written all the same.
        """
        await self.begin(*changes)

    def begin(self, *changes: Change) -> "asyncio.Future[None]":
        """Take changes, in order, at once; what is returned waits as `write` does, and has to be awaited."""
        if self._closed:
            raise StateError("the journal is closed", "This is a bug of pipec; please tell us.")
        if self._fault is not None:
            raise self._fault
        loop = asyncio.get_running_loop()
        entry = _Entry(changes, loop)
        self._pending.append(entry)
        if self._idle:
            self._idle = False
            loop.call_soon(self._gather, loop, _TURNS)
        return entry.done

    def _gather(self, loop: asyncio.AbstractEventLoop, turns: int) -> None:
        """Begin some turns of the loop later: what is ready, or starts because of it, has something to write too."""
        if turns:
            loop.call_soon(self._gather, loop, turns - 1)
        else:
            self._begin()

    async def close(self) -> None:
        """Write what is pending, then close the database. May be called again."""
        if self._closed:
            return
        self._closed = True
        loop = asyncio.get_running_loop()
        if not self._idle:
            self._drained = loop.create_future()
            await self._drained
        closed = loop.create_future()
        self._cursor.close()
        self._hand_over(self._connection.close, closed.set_result)
        self._work.put(None)
        await closed
        self._thread.join()  # it has nothing more to do
        sys.setswitchinterval(self._switch_interval)

    def _begin(self) -> None:
        """Begin a transaction for what is pending; wait for another writer elsewhere."""
        try:
            self._connection.execute(_BEGIN)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                self._hand_over(self._wait_and_begin, self._begun)
            else:
                self._begun(error)
        else:
            self._begun(None)

    def _wait_and_begin(self) -> None:
        self._connection.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")
        try:
            self._connection.execute(_BEGIN)
        finally:
            self._connection.execute(_NOT_AT_ALL)

    def _begun(self, error: Exception | None) -> None:
        """Apply what is pending by now, and have it committed."""
        group, self._pending = self._pending, []
        self._committing = group
        if error is not None:
            self._committed(error)
            return
        try:
            self._apply(group)
        except Exception as fault:  # noqa: BLE001 - it is raised where the changes were written
            self._committed(fault)
        else:
            self._hand_over(self._commit, self._committed)

    def _apply(self, group: list[_Entry]) -> None:
        transaction = WriteTransaction(self._cursor, *self._identity)
        for entry in group:
            entry.error = transaction.try_apply(entry.changes)

    def _commit(self) -> None:
        self._connection.execute("COMMIT")

    def _committed(self, error: Exception | None) -> None:
        """Tell everybody of the group, and go on with what has gathered."""
        sys.setswitchinterval(self._switch_interval)
        fault = self._undone(error) if error is not None else None
        group, self._committing = self._committing, []
        if isinstance(fault, StateError):  # what comes later may rest on what is lost: nothing is written any more
            self._fault = fault
            group, self._pending = [*group, *self._pending], []
        for entry in group:
            entry.settle(fault or entry.error)
        self._idle = not self._pending
        if self._pending:
            self._begin()
        elif self._drained is not None and not self._drained.done():
            self._drained.set_result(None)

    def _undone(self, error: Exception) -> Exception:
        with suppress(sqlite3.Error):  # the first error says more
            undo(self._connection)
        return state_error(error, self._path) if is_of_the_world(error) else error

    def _hand_over(self, work: Callable[[], Any], after: Callable[[Exception | None], None]) -> None:
        """Have the thread do something that waits."""
        # A loop that has always something to do would starve the thread: it asks for Python's lock by and by only.
        sys.setswitchinterval(_IMPATIENT)
        self._work.put((asyncio.get_running_loop(), work, after))

    def _serve(self) -> None:
        """Do what waits for the disk, until the journal is closed."""
        for loop, work, after in iter(self._work.get, None):
            error = None
            try:
                work()
            except Exception as raised:  # noqa: BLE001 - it is raised where the changes were written
                error = raised
            with suppress(RuntimeError):  # the loop was closed before the journal: nobody waits
                loop.call_soon_threadsafe(after, error)


def apply_changes(directory: Path, actor: str, *changes: Change) -> None:
    """Apply changes together, for programs without a loop; durable on return, undone by whatever is raised."""
    from .database import telling

    with telling(database_path(directory)), closing(open_database(directory)) as connection:
        connection.execute(_BEGIN)
        try:
            with closing(connection.cursor()) as cursor:
                WriteTransaction(cursor, actor, key=signing_key()).apply(changes)
            connection.execute("COMMIT")
        finally:
            undo(connection)
