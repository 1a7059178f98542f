"""Reads the state: from any thread and any process, beside whoever writes."""

import sqlite3
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..errors import StateError
from .changes.approvals import read_approval
from .changes.encoding import from_json
from .database import database_path, open_database, telling
from .events import COLUMNS
from .records import (
    ApprovalRecord,
    AttemptRecord,
    EventRecord,
    JobRecord,
    RequestRecord,
    RunRecord,
    StepRecord,
)

LATEST = "latest"
_RUN = (
    "id, pipeline, source, root, plan_digest, status, reason, created, started, ended, executor, parallelism, "
    "keep_going, selection, parameters, variables, active_ms, number"
)
_SHOWN = 5
"""How many candidates an error names."""


class Queries:
    """What is known in a state directory. Nothing is made: where there is no database, there are no runs.

    The connection is opened by the first question; `close` it, or use it in a `with`.
    """

    def __init__(self, directory: Path) -> None:
        self._path = database_path(directory)
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def execute(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of one statement that only reads; none where there is no database yet."""
        with self._lock, telling(self._path):
            if self._connection is None:
                if not self._path.exists():
                    return []
                self._connection = open_database(self._path.parent)
                self._connection.execute("PRAGMA query_only = ON")
            return self._connection.execute(sql, parameters).fetchall()

    def counter(self) -> int:
        """Return a number that is another one whenever somebody has written since; cheap."""
        rows = self.execute("PRAGMA data_version")
        return int(rows[0][0]) if rows else 0

    def find_run(self, text: str = LATEST) -> RunRecord:
        """Return the run with this id, or the one whose id begins or ends so, or the `latest`.

        StateError, naming candidates, when there is none or more than one.
        """
        if text == LATEST:
            found = self.runs(1)
        else:
            where = "WHERE id = ? OR substr(id, 1, ?) = ? OR substr(id, -?) = ? ORDER BY id != ?, serial DESC LIMIT ?"
            size = len(text)
            found = self._runs(where, (text, size, text, size, text, text, _SHOWN + 1)) if text else ()
        if len(found) == 1 or (found and found[0].id == text):
            return found[0]
        raise _many(text, found) if found else self._none(text)

    def runs(self, limit: int = 20, pipeline: str | None = None, status: str | None = None) -> tuple[RunRecord, ...]:
        """Return the last runs, the newest first."""
        return self._runs(
            "WHERE (? IS NULL OR pipeline = ?) AND (? IS NULL OR status = ?) ORDER BY serial DESC LIMIT ?",
            (pipeline, pipeline, status, status, limit),
        )

    def jobs(self, run: str) -> tuple[JobRecord, ...]:
        """Return the jobs of a run in the order of its plan."""
        rows = self.execute(
            "SELECT run, job, status, reason, attempt, started, ended, duration_ms, outputs FROM jobs "
            "WHERE run = ? ORDER BY position",
            (run,),
        )
        return tuple(JobRecord._make((*row[:-1], from_json(row[-1]))) for row in rows)

    def attempts(self, run: str, job: str | None = None) -> tuple[AttemptRecord, ...]:
        """Return the attempts of a run, or of one of its jobs, by job and number."""
        rows = self.execute(
            "SELECT run, job, attempt, status, exit_code, failure_class, reason, delay_ms, started, ended, duration_ms "
            "FROM attempts WHERE run = ? AND (? IS NULL OR job = ?) ORDER BY job, attempt",
            (run, job, job),
        )
        return tuple(map(AttemptRecord._make, rows))

    def steps(self, run: str, job: str | None = None) -> tuple[StepRecord, ...]:
        """Return all tries of steps of a run, or of one of its jobs, in the order in which they began."""
        rows = self.execute(
            "SELECT run, job, step, attempt, job_attempt, status, exit_code, failure_class, reason, started, ended, "
            "duration_ms, outputs, handle, container FROM steps WHERE run = ? AND (? IS NULL OR job = ?) "
            "ORDER BY serial",
            (run, job, job),
        )
        return tuple(StepRecord._make((*row[:12], from_json(row[12]), *row[13:])) for row in rows)

    def approvals(self, run: str) -> tuple[ApprovalRecord, ...]:
        """Return what the jobs of a run waited or wait for, in the order of asking."""
        rows = self.execute("SELECT job FROM approvals WHERE run = ? ORDER BY asked, job", (run,))
        found = (read_approval(self.execute, run, job) for (job,) in rows)
        return tuple(approval for approval in found if approval is not None)

    def requests(self, run: str, *, answered: bool = False) -> tuple[RequestRecord, ...]:
        """Return what is wanted of a run and not taken up yet, or what was taken up; the first first."""
        rows = self.execute(
            "SELECT id, run, kind, who, reason, asked, answered FROM requests "
            "WHERE run = ? AND (answered IS NOT NULL) = ? ORDER BY id",
            (run, answered),
        )
        return tuple(map(RequestRecord._make, rows))

    def events(self, run: str | None = None, after: int = 0, limit: int = 100) -> tuple[EventRecord, ...]:
        """Return events in their order, of one run or of all, from the one after number `after` on."""
        parameters: tuple[Any, ...] = (after, limit)
        where = "seq > ?"
        if run is not None:
            where, parameters = "run = ? AND seq > ?", (run, *parameters)
        rows = self.execute(
            f"SELECT {COLUMNS} FROM events WHERE {where} ORDER BY seq LIMIT ?",  # noqa: S608 - two constants
            parameters,
        )
        return tuple(map(EventRecord._make, rows))

    def last_events(self, limit: int, run: str | None = None) -> tuple[EventRecord, ...]:
        """Return the last events, of one run or of all, in their order."""
        where = "1" if run is None else "run = ?"
        rows = self.execute(
            f"SELECT {COLUMNS} FROM events WHERE {where} ORDER BY seq DESC LIMIT ?",  # noqa: S608 - two constants
            (limit,) if run is None else (run, limit),
        )
        return tuple(map(EventRecord._make, reversed(rows)))

    def next_number(self, pipeline: str) -> int:
        """Return the number that the next run of a pipeline would have; `take_number` makes it one's own."""
        rows = self.execute("SELECT last FROM numbers WHERE pipeline = ?", (pipeline,))
        return int(rows[0][0]) + 1 if rows else 1

    def _runs(self, where: str, parameters: tuple[Any, ...]) -> tuple[RunRecord, ...]:
        rows = self.execute(f"SELECT {_RUN} FROM runs {where}", parameters)  # noqa: S608 - constants
        return tuple(
            RunRecord._make((*row[:12], bool(row[12]), *map(from_json, row[13:16]), *row[16:])) for row in rows
        )

    def _none(self, text: str) -> StateError:
        known = [record.id for record in self.runs(_SHOWN)]
        if not known:
            return StateError("there is no run yet", "`pipec run` makes one.")
        return StateError(f"there is no run `{text}`", f"The last ones: {', '.join(known)}.")


def _many(text: str, found: tuple[RunRecord, ...]) -> StateError:
    names = ", ".join(record.id for record in found[:_SHOWN])
    more = ", …" if len(found) > _SHOWN else ""
    return StateError(f"`{text}` is the beginning or end of several runs", f"They are: {names}{more}.")
