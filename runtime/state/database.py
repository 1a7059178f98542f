"""Opens the database of a state directory, and says in a sentence why it cannot be used."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from .faults import is_of_the_world, state_error
from .migrating import migrate

NAME: Final = "state.db"
PATIENCE: Final = 10.0
"""Seconds to wait for another writer; each holds the database for a few milliseconds."""

_SECTOR: Final = 512
"""Bytes; the smallest page that SQLite has."""


def database_path(directory: Path) -> Path:
    """Return where the database of a state directory is."""
    return directory / NAME


def open_database(directory: Path) -> sqlite3.Connection:
    """Open the database of a state directory, made and migrated if need be; the caller closes it.

    Any thread may use the connection, one at a time. StateError when it cannot be used.
    """
    path = database_path(directory)
    with telling(path):
        make_directory(directory)
        if not path.exists():
            _create(path)
        return _opened(path)


def make_directory(directory: Path) -> None:
    """Make a directory that is for its owner alone, with those above it."""
    if not directory.is_dir():
        make_directory(directory.parent)  # `parents` of mkdir would leave those open to others
        directory.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system says of the database into a StateError."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        if not is_of_the_world(error):
            raise
        raise state_error(error, path) from error


def _opened(path: Path) -> sqlite3.Connection:
    _check_file(path)
    connection = _connect(path)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False, cached_statements=256)


def _check_file(path: Path) -> None:
    """Refuse a file that was cut to nothing, which SQLite takes for a new database; of others it tells by itself.

    `_create` never leaves an empty one, so it has lost what was in it. Nobody but SQLite may ever open the file:
    closing it would give up the locks that SQLite has on it for other connections of this process (fcntl(2)). Looking
    at all pages (`PRAGMA quick_check`) would take 60 ms for 100,000 events, where opening takes one: `pipec audit
    verify` does it.
    """
    size = path.stat().st_size
    if size == 0:
        raise sqlite3.DatabaseError("the file is empty")
    if size % _SECTOR and not _has_log(path):
        raise sqlite3.DatabaseError("its end is cut off")


def _has_log(path: Path) -> bool:
    """Tell whether there is a write-ahead log: then a write that was interrupted is made good from it."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except FileNotFoundError:
        return False


def _create(path: Path) -> None:
    """Make the database beside its place, and move it there when it is whole: nobody ever sees half of it."""
    draft = path.with_name(f"{NAME}.{os.getpid()}.{os.urandom(4).hex()}")
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        connection = _connect(draft)
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            migrate(connection)
            connection.execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()
        _place(draft, path)
    finally:
        for name in (draft, f"{draft}-journal", f"{draft}-wal", f"{draft}-shm"):
            Path(name).unlink(missing_ok=True)


def _place(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # another process was faster
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
