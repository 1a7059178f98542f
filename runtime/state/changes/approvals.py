"""What a job waits for, and what people decide."""

from collections.abc import Callable
from typing import Any, NamedTuple

from ...errors import StateError
from ..change import Transaction
from ..records import ApprovalRecord, Decision
from .encoding import from_json, to_json, without_empty
from .jobs import job_status

Execute = Callable[[str, tuple[Any, ...]], list[tuple[Any, ...]]]


class AskApproval(NamedTuple):
    """A job needs people to agree. Asked again (after a resume) the first question and its decisions stand.

    `deadline_ms` is milliseconds since 1970: it has to outlive the process that asks.
    """

    run: str
    job: str
    required: int = 1
    approvers: tuple[str, ...] = ()
    message: str = ""
    deadline_ms: int | None = None

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        if transaction.execute("SELECT 1 FROM approvals WHERE run = ? AND job = ?", (self.run, self.job)):
            return
        transaction.execute(
            "INSERT INTO approvals (run, job, required, approvers, message, asked, deadline) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                self.run,
                self.job,
                self.required,
                to_json(self.approvers),
                self.message,
                transaction.now,
                self.deadline_ms,
            ),
        )
        context = {"required": self.required, "approvers": self.approvers, "message": self.message}
        transaction.event("approval.asked", self.job, without_empty(context), run=self.run)


class Decide(NamedTuple):
    """Somebody approves or rejects; once. StateError when it is not theirs to decide, or no longer."""

    run: str
    job: str
    approved: bool
    who: str
    reason: str = ""

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        self._check(
            transaction.now,
            read_approval(transaction.execute, self.run, self.job),
            job_status(transaction, self.run, self.job),
        )
        transaction.execute(
            "INSERT INTO decisions (run, job, approved, who, reason, decided) VALUES (?, ?, ?, ?, ?, ?)",
            (self.run, self.job, int(self.approved), self.who, self.reason, transaction.now),
        )
        action = "approval.given" if self.approved else "approval.refused"
        transaction.event(action, self.job, without_empty({"who": self.who, "reason": self.reason}), run=self.run)

    def _check(self, now: int, approval: ApprovalRecord | None, status: str) -> None:
        if status != "waiting" or approval is None:
            raise StateError(
                f"job `{self.job}` waits for no approval: it is {status}", f"`pipec status {self.run}` shows what does."
            )
        if approval.verdict != "open":
            raise StateError(f"job `{self.job}` is {approval.verdict} already", "Nothing more can be decided.")
        if approval.deadline is not None and now >= approval.deadline:
            raise StateError(
                f"the time to decide on job `{self.job}` is over", "It ends as its approval's timeout says."
            )
        if approval.approvers and self.who not in approval.approvers:
            raise StateError(
                f"{self.who} may not decide on job `{self.job}`",
                f"Those who may: {', '.join(approval.approvers)}.",
            )
        if any(decision.who == self.who for decision in approval.decisions):
            raise StateError(f"{self.who} has decided on job `{self.job}` already", "Somebody else has to, too.")


def read_approval(execute: Execute, run: str, job: str) -> ApprovalRecord | None:
    """Return what a job waits for, with what was decided; None when nothing was asked."""
    rows = execute(
        "SELECT required, approvers, message, asked, deadline FROM approvals WHERE run = ? AND job = ?", (run, job)
    )
    if not rows:
        return None
    decisions = execute(
        "SELECT who, approved, reason, decided FROM decisions WHERE run = ? AND job = ? ORDER BY decided, who",
        (run, job),
    )
    required, approvers, *rest = rows[0]
    made = tuple(Decision(who, bool(approved), reason, decided) for who, approved, reason, decided in decisions)
    return ApprovalRecord._make((run, job, required, tuple(from_json(approvers)), *rest, made))
