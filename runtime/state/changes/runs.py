"""Changes of runs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...errors import StateError
from ...records import ENDED_RUN, RunStatus
from ..change import Transaction
from ..records import RunRecord
from ..transitions import IllegalTransition, check_transition
from .encoding import to_json, without_empty


class CreateRun(NamedTuple):
    """A new run with all its jobs, which are pending; `created` 0 is now, `number` 0 the next of its pipeline."""

    record: RunRecord
    jobs: tuple[str, ...]

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        record = self.record
        if record.status != "pending":
            raise IllegalTransition(f"run `{record.id}` cannot begin as {record.status}")
        number = record.number or next_number(transaction, record.pipeline)
        keep_number(transaction, record.pipeline, number)
        transaction.execute(
            "INSERT INTO runs (id, pipeline, source, root, plan_digest, status, reason, created, executor, "
            "parallelism, keep_going, selection, parameters, variables, active_ms, number) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *record[:7],
                record.created or transaction.now,
                record.executor,
                record.parallelism,
                int(record.keep_going),
                to_json(record.selection),
                to_json(dict(record.parameters)),
                to_json(dict(record.variables)),
                record.active_ms,
                number,
            ),
        )
        for position, job in enumerate(self.jobs):
            transaction.execute(
                "INSERT INTO jobs (run, job, position, status) VALUES (?, ?, ?, 'pending')", (record.id, job, position)
            )
        context = {"pipeline": record.pipeline, "number": number, "plan": record.plan_digest, "jobs": len(self.jobs)}
        transaction.event("run.created", record.id, context, run=record.id)


class MoveRun(NamedTuple):
    """A run gets another status; `active_ms` is how long it ran so far, None leaves what is known."""

    run: str
    to: RunStatus
    reason: str = ""
    active_ms: int | None = None

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        before = status_of(transaction, self.run)
        check_transition("run", self.run, before, self.to)
        now = transaction.now
        transaction.execute(
            "UPDATE runs SET status = ?, reason = ?, started = coalesce(started, ?), ended = ?, "
            "active_ms = coalesce(?, active_ms) WHERE id = ?",
            (
                self.to,
                self.reason,
                now if self.to == "running" else None,
                now if self.to in ENDED_RUN else None,
                self.active_ms,
                self.run,
            ),
        )
        context = without_empty({"from": before, "reason": self.reason, "active_ms": self.active_ms})
        transaction.event(f"run.{self.to}", self.run, context, run=self.run)


class RanFor(NamedTuple):
    """How long a run ran so far, kept now and then so that a crash forgets little of it; no event."""

    run: str
    active_ms: int

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        transaction.execute("UPDATE runs SET active_ms = ? WHERE id = ?", (self.active_ms, self.run))


class ForgetRun(NamedTuple):
    """A run that ended is taken out of the history, with all that belongs to it; its events stay."""

    run: str
    reason: str = ""

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        before = status_of(transaction, self.run)
        if before not in ENDED_RUN:
            raise StateError(f"run {self.run} has not ended: it is {before}", f"`pipec cancel {self.run}` ends it.")
        transaction.execute("DELETE FROM runs WHERE id = ?", (self.run,))
        transaction.event("run.forgotten", self.run, without_empty({"reason": self.reason}), run=self.run)


class Note(NamedTuple):
    """An event alone, of something that changes no row."""

    run: str
    action: str
    resource: str
    context: Mapping[str, Any] = {}

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        transaction.event(self.action, self.resource, self.context, run=self.run)


class KeepNumber(NamedTuple):
    """A number of a pipeline is taken; no event, as the run that gets it has one."""

    pipeline: str
    taken: list[int]
    """Where the number is put."""

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        number = next_number(transaction, self.pipeline)
        keep_number(transaction, self.pipeline, number)
        self.taken[:] = [number]


def status_of(transaction: Transaction, run: str) -> RunStatus:
    """Return the status of a run; IllegalTransition when there is none."""
    rows = transaction.execute("SELECT status FROM runs WHERE id = ?", (run,))
    if not rows:
        raise IllegalTransition(f"there is no run `{run}`")
    status: RunStatus = rows[0][0]
    return status


def next_number(transaction: Transaction, pipeline: str) -> int:
    """Return the number that the next run of a pipeline has."""
    rows = transaction.execute("SELECT last FROM numbers WHERE pipeline = ?", (pipeline,))
    return int(rows[0][0]) + 1 if rows else 1


def keep_number(transaction: Transaction, pipeline: str, number: int) -> None:
    """See to it that no later run has this number."""
    transaction.execute(
        "INSERT INTO numbers (pipeline, last) VALUES (?, ?) "
        "ON CONFLICT (pipeline) DO UPDATE SET last = max(last, excluded.last)",
        (pipeline, number),
    )
