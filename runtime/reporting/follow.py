"""Follows a run of another process: its events become the calls of an observer, its logs lines."""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from ..observer import Observer
from ..records import ENDED_RUN, RunStatus
from ..state.ownership import interrupted, run_directory
from ..state.queries import Queries
from ..state.records import EventRecord, JobRecord
from .words import now

TAIL: Final = 10
"""So many lines of what was written before are shown."""
_BATCH: Final = 1000
_OWNER_PERIOD: Final = 1.0
"""Seconds between two looks whether anybody executes the run."""


def follow_run(queries: Queries, directory: Path, run: str, observer: Observer) -> RunStatus:
    """Tell an observer all that happens until the run has ended, or nobody executes it; return how it stands then."""
    state = _State(queries, directory, run, observer)
    state.begin()
    if not observer.wants_lines:
        while not state.look():
            time.sleep(0.1)
        return state.status
    from ..logs.reader import follow

    for lines in follow(run_directory(directory, run), state.look, tail=TAIL):
        for line in lines:
            observer.wrote(line)
    return state.status


class _State:
    """How a run stood when it was looked at last. Only what happened since is read."""

    def __init__(self, queries: Queries, directory: Path, run: str, observer: Observer) -> None:
        self._queries = queries
        self._directory = directory
        self._run = run
        self._observer = observer
        self._seen = 0
        self._counter = -1
        self._asked = 0.0
        self.status: RunStatus = "pending"

    def begin(self) -> None:
        """Tell how everything stands; the event that was last then is known, so that nothing is told twice."""
        self._queries.execute("BEGIN")
        try:
            rows = self._queries.execute("SELECT max(seq) FROM events WHERE run = ?", (self._run,))
            self._seen = rows[0][0] or 0
            record = self._queries.find_run(self._run)
            self._told(record.status, record.reason)
            asked = {each.job: each.asked for each in self._queries.approvals(self._run)}
            for job in self._queries.jobs(self._run):
                if job.status != "pending":
                    self._observer.job_changed(job.job, job.status, job.attempt, _passed(job, asked), job.reason)
            rows = self._queries.execute(
                "SELECT job, step, attempt FROM steps WHERE run = ? AND status = 'running'", (self._run,)
            )
            for job_id, step, attempt in rows:
                self._observer.step_changed(job_id, step, attempt, "running", 0, "")
        finally:
            self._queries.execute("COMMIT")

    def look(self) -> bool:
        """Tell what happened since; return whether the run has ended or is left."""
        counter = self._queries.counter()
        if counter != self._counter:
            self._counter = counter
            while events := self._queries.events(self._run, self._seen, _BATCH):
                for event in events:
                    self._tell(event)
                self._seen = events[-1].seq
        return self.status in ENDED_RUN or self._left()

    def _left(self) -> bool:
        if time.monotonic() - self._asked < _OWNER_PERIOD:
            return False
        self._asked = time.monotonic()
        return interrupted(self._queries.find_run(self._run), self._directory)

    def _told(self, status: RunStatus, reason: str) -> None:
        self.status = status
        self._observer.run_changed(self._run, status, reason)

    def _tell(self, event: EventRecord) -> None:
        kind, _, status = event.action.partition(".")
        tell = _TOLD.get(kind)
        if tell is not None:
            tell(self, event.resource, status, json.loads(event.context))

    def _run_event(self, resource: str, status: Any, context: dict[str, Any]) -> None:
        del resource
        if status in _RUN:
            self._told(status, context.get("reason", ""))

    def _job_event(self, resource: str, status: Any, context: dict[str, Any]) -> None:
        duration, reason = context.get("duration_ms", 0), context.get("reason", "")
        self._observer.job_changed(resource, status, context.get("attempt", 1), duration, reason)

    def _step_event(self, resource: str, status: Any, context: dict[str, Any]) -> None:
        job, _, step = resource.partition("/")
        duration, reason = context.get("duration_ms", 0), context.get("reason", "")
        self._observer.step_changed(job, step, context.get("attempt", 1), status, duration, reason)


def _passed(job: JobRecord, asked: Mapping[str, int]) -> int:
    """Return how long a job took, or has gone on, or has waited for people."""
    if job.ended is not None:
        return job.duration_ms
    since = asked.get(job.job) if job.status == "waiting" else job.started
    return max(now() - since, 0) if since else 0


_RUN: Final = ENDED_RUN | {"pending", "running", "paused", "waiting"}
_TOLD: Final[dict[str, Callable[[_State, str, Any, dict[str, Any]], None]]] = {
    "run": _State._run_event,  # noqa: SLF001 - its own methods
    "job": _State._job_event,  # noqa: SLF001
    "step": _State._step_event,  # noqa: SLF001
}
