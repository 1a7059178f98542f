"""Who executes a run: the process that holds its lock, for as long as it lives; and the names of runs."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ..errors import StateError
from ..records import ENDED_RUN
from .records import RunRecord

_PATIENCE: Final = 0.5
"""Seconds: who only asks whether a run is owned holds the lock for some microseconds."""


def new_run_id() -> str:
    """Return a new name for a run: `YYYYMMDD-HHMMSS-xxxx`, UTC, with four random hex digits."""
    return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{os.urandom(2).hex()}"


def run_directory(directory: Path, run: str) -> Path:
    """Return where the files of a run are: plan, lock, logs; a StateError for a name that would lead elsewhere."""
    if "/" in run or run in {"", ".", ".."}:
        raise StateError(f"the state names a run {run!a}, which pipec never does", "Put back a copy from a backup.")
    return directory / "runs" / run


@contextmanager
def own_run(directory: Path, run: str) -> Iterator[Path]:
    """Be the one process that executes a run; gives the directory of the run, made if need be.

    The lock ends with the process, however that ends; programs that it starts do not inherit it. StateError when
    another process has it. The folder is locked as well, so that nobody gets in who deletes the file.
    """
    from .database import make_directory, telling

    folder = run_directory(directory, run)
    lock = folder / "lock"
    with telling(lock):
        make_directory(folder)
    with _opened(lock, os.O_RDWR | os.O_CREAT) as file, _opened(folder, os.O_RDONLY | os.O_DIRECTORY) as place:
        if not _locked(file) or not _locked(place):
            raise StateError(
                f"run {run} is executed by another process{_holder(file)}",
                f"`pipec watch {run}` follows it, `pipec cancel {run}` ends it.",
            )
        with telling(lock):
            os.ftruncate(file, 0)
            os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        yield folder


def is_owned(directory: Path, run: str) -> bool:
    """Tell whether a living process executes a run."""
    import fcntl

    folder = run_directory(directory, run)
    if not folder.exists():
        return False
    with _opened(folder, os.O_RDONLY | os.O_DIRECTORY) as place:
        try:
            fcntl.flock(place, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def interrupted(record: RunRecord, directory: Path) -> bool:
    """Tell whether a run has not ended and nobody executes it: `pipec resume` goes on with it."""
    return record.status not in ENDED_RUN and not is_owned(directory, record.id)


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    from .database import telling

    with telling(path):
        descriptor = os.open(path, flags | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _locked(file: int) -> bool:
    import fcntl

    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.01)
        else:
            return True


def _holder(file: int) -> str:
    """Return ` (pid N)` as the holder wrote it; empty when it has not yet."""
    text = os.pread(file, 32, 0).decode("ascii", "replace").strip()
    return f" (pid {text})" if text.isdecimal() else ""
