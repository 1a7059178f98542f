"""Brings a database to the version that this pipec writes: all of it in one transaction, or nothing."""

import sqlite3

from ..errors import StateError
from .migrations import APPLICATION, MIGRATIONS


def migrate(connection: sqlite3.Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS) -> None:
    """Apply what is missing. StateError when the database is newer than this pipec."""
    version = version_of(connection)
    _refuse_other(connection, version)
    if version == len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = version_of(connection)  # another process may have migrated meanwhile
        _refuse_newer(version, len(migrations))
        for statements in migrations[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _refuse_other(connection: sqlite3.Connection, version: int) -> None:
    """Refuse the database of another program."""
    if version:
        ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION
    else:
        ours = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not ours:
        raise sqlite3.DatabaseError("it is another program's")


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of a database's form; 0 is a new one."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _refuse_newer(version: int, known: int) -> None:
    if version > known:
        raise StateError(
            f"the state is of version {version}, and this pipec knows versions up to {known}",
            "Use the newer pipec that wrote it, or another directory with --state-dir.",
        )
