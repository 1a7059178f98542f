"""What people want of the process that executes a run."""

from typing import NamedTuple

from ...errors import StateError
from ...records import ENDED_RUN
from ..change import Transaction
from ..records import RequestKind
from .encoding import without_empty
from .runs import status_of


class Ask(NamedTuple):
    """Somebody wants a run to end, to pause, or to go on. StateError when it has ended."""

    run: str
    kind: RequestKind
    who: str
    reason: str = ""

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        status = status_of(transaction, self.run)
        if status in ENDED_RUN:
            raise StateError(f"run {self.run} has ended: {status}", "`pipec history` shows the runs that there are.")
        transaction.execute(
            "INSERT INTO requests (run, kind, who, reason, asked) VALUES (?, ?, ?, ?, ?)", (*self, transaction.now)
        )
        context = without_empty({"who": self.who, "reason": self.reason})
        transaction.event(f"request.{self.kind}", self.run, context, run=self.run)


class Answer(NamedTuple):
    """The process that executes the run has taken a request up."""

    request: int

    def apply(self, transaction: Transaction) -> None:
        """Write it; a request that was answered before stays as it is."""
        rows = transaction.execute("SELECT run, kind FROM requests WHERE id = ? AND answered IS NULL", (self.request,))
        for run, kind in rows:
            transaction.execute("UPDATE requests SET answered = ? WHERE id = ?", (transaction.now, self.request))
            transaction.event("request.answered", run, {"request": self.request, "kind": kind}, run=run)
