"""How far a job is, and how it ended."""

import time
from typing import NamedTuple

from compiler.ir.job import Job

from ..jobs.keeping import AttemptEnd
from ..records import JobStatus
from ..state.change import Change


class Progress:
    """How far one job is. `uncounted` attempts were cut off by a crash, and use up no retry."""

    __slots__ = ("adopted", "attempt", "began", "delay", "uncounted")

    def __init__(self, attempt: int = 0, uncounted: int = 0, *, adopted: bool = False) -> None:
        self.attempt = attempt
        self.adopted = adopted
        """Whether the attempt began under a runtime that is gone, and goes on at its engine."""
        self.uncounted = uncounted
        self.began = time.monotonic()
        self.delay = 0.0


class Ended(NamedTuple):
    """A job's ending that is yet to be written, with what else belongs into the same transaction."""

    job: Job
    status: JobStatus
    reason: str = ""
    changes: tuple[Change, ...] = ()
    end: AttemptEnd = AttemptEnd("skipped")
    duration: int = 0
