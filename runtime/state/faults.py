"""What SQLite and the system say of the database, as sentences for people."""

import errno
import os
import resource
import sqlite3
from pathlib import Path
from typing import Final, TypeGuard

from ..errors import StateError

_PRIMARY: Final = 0xFF
"""SQLite's extended codes have the primary one in their lowest byte."""

_SENTENCES: Final = {
    "locked": (
        "{path} was held by another process for too long",
        "Another pipec writes a lot, or hangs: find it with `fuser {path}`, then try again.",
    ),
    "damaged": (
        "{path} is damaged, or is no database of pipec ({detail})",
        "Put back a copy from a backup, or move the file away: pipec then begins a new history.",
    ),
    "full": (
        "there is no room left to write {path}",
        "Free space on its file system (`pipec clean`, or old files), then `pipec resume` goes on where it stopped.",
    ),
    "limited": (
        "{path} may not grow any more: files of this process are limited",
        "Raise the limit with `ulimit -f`, then `pipec resume` goes on where it stopped.",
    ),
    "read-only": (
        "{path} cannot be written: {detail}",
        "Make the directory writable for you, or use another one with --state-dir.",
    ),
    "descriptors": (
        "no more files can be opened, so {path} cannot be used",
        "Raise the limit with `ulimit -n`, or run fewer jobs at once.",
    ),
    "other": ("{path} cannot be used: {detail}", "Check the directory and its disk, or use --state-dir."),
}
_BY_CODE: Final = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_FULL: "full",
}
_BY_ERRNO: Final = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "limited",
    errno.EROFS: "read-only",
    errno.EACCES: "read-only",
    errno.EPERM: "read-only",
    errno.EMFILE: "descriptors",
    errno.ENFILE: "descriptors",
}


_OURS: Final = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError)
"""What SQLite says of a program that is wrong."""


def is_of_the_world(error: BaseException) -> TypeGuard[sqlite3.DatabaseError | OSError]:
    """Tell whether an error is of the disk, the file or another process, and no bug."""
    return isinstance(error, sqlite3.DatabaseError | OSError) and not isinstance(error, _OURS)


def state_error(error: sqlite3.DatabaseError | OSError, path: Path) -> StateError:
    """Return the fault that an error of SQLite or the system is."""
    kind = _of_system(error) if isinstance(error, OSError) else _of_sqlite(error, path)
    message, advice = _SENTENCES[kind]
    detail = error.strerror if isinstance(error, OSError) else str(error)
    return StateError(message.format(path=path, detail=detail), advice.format(path=path))


def _of_system(error: OSError) -> str:
    return _BY_ERRNO.get(error.errno or 0, "other")


def _of_sqlite(error: sqlite3.DatabaseError, path: Path) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # raised by us for a file that is empty or another's
        return "damaged"
    if code == sqlite3.SQLITE_IOERR_WRITE and resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY:
        return "limited"
    return _BY_CODE.get(code & _PRIMARY) or _asked(path)


def _asked(path: Path) -> str:
    """Find out why: SQLite keeps the system's error number to itself. Only SQLite may open the file itself."""
    try:
        os.close(os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY))
    except OSError as error:
        return _of_system(error)
    return "other" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "read-only"
