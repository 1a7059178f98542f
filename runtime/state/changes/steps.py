"""Changes of steps. `attempt` counts the tries of a step in its run, over all attempts of its job."""

from typing import NamedTuple

from ...records import StepResult
from ..change import Transaction
from ..transitions import IllegalTransition
from .encoding import to_json, without_empty


class BeginStep(NamedTuple):
    """A try of a step begins."""

    run: str
    job: str
    job_attempt: int
    step: str
    attempt: int

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        transaction.execute(
            "INSERT INTO steps (run, job, job_attempt, step, attempt, status, started) "
            "VALUES (?, ?, ?, ?, ?, 'running', ?)",
            (*self, transaction.now),
        )
        context = {"attempt": self.attempt, "job_attempt": self.job_attempt}
        transaction.event("step.running", f"{self.job}/{self.step}", context, run=self.run)


class StepHandle(NamedTuple):
    """What finds the started program again after a crash of the runtime; no event, it is told by the step's end."""

    run: str
    job: str
    step: str
    attempt: int
    handle: str
    container: str = ""

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        transaction.execute(
            "UPDATE steps SET handle = ?, container = ? WHERE run = ? AND job = ? AND step = ? AND attempt = ?",
            (self.handle, self.container, self.run, self.job, self.step, self.attempt),
        )


class EndStep(NamedTuple):
    """A try of a step ended. The outputs of `result` hold no secret."""

    run: str
    job: str
    step: str
    attempt: int
    result: StepResult
    duration_ms: int = 0

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        rows = transaction.execute(
            "SELECT status, container FROM steps WHERE run = ? AND job = ? AND step = ? AND attempt = ?", self[:4]
        )
        before, container = rows[0] if rows else ("unknown", "")
        result = self.result
        if before != "running" or result.status == "running":
            raise IllegalTransition(
                f"step `{self.step}` of job `{self.job}` cannot go from {before} to {result.status}"
            )
        transaction.execute(
            "UPDATE steps SET status = ?, exit_code = ?, failure_class = ?, reason = ?, outputs = ?, duration_ms = ?, "
            "ended = ? WHERE run = ? AND job = ? AND step = ? AND attempt = ?",
            (*result[:4], to_json(dict(result.outputs)), self.duration_ms, transaction.now, *self[:4]),
        )
        context = {
            "attempt": self.attempt,
            "exit_code": result.exit_code,
            "failure_class": result.failure_class,
            "reason": result.reason,
            "duration_ms": self.duration_ms,
            "container": container,
        }
        transaction.event(f"step.{result.status}", f"{self.job}/{self.step}", without_empty(context), run=self.run)
