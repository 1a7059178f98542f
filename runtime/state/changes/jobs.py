"""Changes of jobs and their attempts."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...records import ENDED_JOB, FailureClass, JobStatus
from ..change import Transaction
from ..transitions import IllegalTransition, check_transition
from .encoding import to_json, without_empty


class MoveJob(NamedTuple):
    """A job gets another status; None leaves what is known. `outputs` hold no secret."""

    run: str
    job: str
    to: JobStatus
    reason: str = ""
    attempt: int | None = None
    duration_ms: int | None = None
    outputs: Mapping[str, Any] | None = None

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        before = job_status(transaction, self.run, self.job)
        check_transition("job", self.job, before, self.to)
        now = transaction.now
        transaction.execute(
            "UPDATE jobs SET status = ?, reason = ?, attempt = coalesce(?, attempt), started = coalesce(started, ?), "
            "ended = ?, duration_ms = coalesce(?, duration_ms), outputs = coalesce(?, outputs) "
            "WHERE run = ? AND job = ?",
            (
                self.to,
                self.reason,
                self.attempt,
                now if self.to == "running" else None,
                now if self.to in ENDED_JOB else None,
                self.duration_ms,
                None if self.outputs is None else to_json(dict(self.outputs)),
                self.run,
                self.job,
            ),
        )
        context = {"from": before, "reason": self.reason, "attempt": self.attempt, "duration_ms": self.duration_ms}
        transaction.event(f"job.{self.to}", self.job, without_empty(context), run=self.run)


class BeginAttempt(NamedTuple):
    """An attempt of a job begins, `delay_ms` after the one before was to be repeated."""

    run: str
    job: str
    attempt: int
    delay_ms: int = 0

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        transaction.execute(
            "INSERT INTO attempts (run, job, attempt, status, delay_ms, started) VALUES (?, ?, ?, 'running', ?, ?)",
            (self.run, self.job, self.attempt, self.delay_ms, transaction.now),
        )
        context = {"attempt": self.attempt, "delay_ms": self.delay_ms}
        transaction.event("attempt.running", self.job, context, run=self.run)


class EndAttempt(NamedTuple):
    """An attempt of a job ended."""

    run: str
    job: str
    attempt: int
    status: JobStatus
    exit_code: int | None = None
    failure_class: FailureClass | None = None
    reason: str = ""
    duration_ms: int = 0

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        before = _attempt_status(transaction, self.run, self.job, self.attempt)
        if before != "running":
            raise IllegalTransition(f"attempt {self.attempt} of job `{self.job}` cannot end: it is {before}")
        transaction.execute(
            "UPDATE attempts SET status = ?, exit_code = ?, failure_class = ?, reason = ?, duration_ms = ?, ended = ? "
            "WHERE run = ? AND job = ? AND attempt = ?",
            (*self[3:], transaction.now, self.run, self.job, self.attempt),
        )
        context = dict(zip(self._fields[2:], self[2:], strict=True))
        del context["status"]
        transaction.event(f"attempt.{self.status}", self.job, without_empty(context), run=self.run)


def job_status(transaction: Transaction, run: str, job: str) -> JobStatus:
    """Return the status of a job; IllegalTransition when there is none."""
    rows = transaction.execute("SELECT status FROM jobs WHERE run = ? AND job = ?", (run, job))
    if not rows:
        raise IllegalTransition(f"run `{run}` has no job `{job}`")
    status: JobStatus = rows[0][0]
    return status


def _attempt_status(transaction: Transaction, run: str, job: str, attempt: int) -> str:
    rows = transaction.execute(
        "SELECT status FROM attempts WHERE run = ? AND job = ? AND attempt = ?", (run, job, attempt)
    )
    return str(rows[0][0]) if rows else "unknown"
