"""How the jobs of a run stand, kept up at a cost that does not grow with their number."""

import time
from collections import Counter
from typing import Final, NamedTuple

from compiler.ir.plan import Plan

from ..records import ENDED_JOB, JobStatus

_REMEMBERED_FAILURES: Final = 200


class Row(NamedTuple):
    """One job as it is shown. `duration` is milliseconds until now, or of the ended job; `step` is where it stands."""

    job: str
    status: JobStatus
    attempt: int = 1
    step: str = ""
    place: str = ""
    duration: int = 0


class _Job:
    __slots__ = ("attempt", "began", "duration", "step")

    def __init__(self) -> None:
        self.attempt, self.began, self.duration, self.step = 1, 0.0, 0, ""


class Board:
    """Statuses by job. Not safe for threads by itself."""

    def __init__(self, plan: Plan) -> None:
        self._steps = {job.id: {step.id: place for place, step in enumerate(job.steps, 1)} for job in plan.jobs}
        self._status: dict[str, JobStatus] = dict.fromkeys((job.id for job in plan.jobs), "pending")
        self._jobs: dict[str, _Job] = {}
        self._active: dict[str, None] = {}
        self._failed: dict[str, None] = {}
        self.counts: Counter[JobStatus] = Counter({"pending": len(self._status)})

    def __len__(self) -> int:
        return len(self._status)

    @property
    def ended(self) -> int:
        """How many jobs have ended."""
        return sum(self.counts[status] for status in ENDED_JOB)

    def job_changed(self, job: str, status: JobStatus, attempt: int, duration: int) -> None:
        """A job stands otherwise; the `duration` of one that has not ended is how long it has run already."""
        self.counts[self._status.get(job, status)] -= int(job in self._status)
        self.counts[status] += 1
        self._status[job] = status
        kept = self._jobs.get(job) or self._jobs.setdefault(job, _Job())
        kept.attempt, kept.duration = attempt, duration
        if status in ENDED_JOB or status == "pending":
            self._active.pop(job, None)
        else:
            self._active[job] = None
            kept.began = time.monotonic() - duration / 1000
            kept.step = ""
        if status != "failure":
            self._failed.pop(job, None)
        elif len(self._failed) < _REMEMBERED_FAILURES:
            self._failed[job] = None

    def step_changed(self, job: str, step: str) -> None:
        """A job is at another step."""
        if job in self._jobs:
            self._jobs[job].step = step

    def rows(self, most: int) -> list[Row]:
        """Return at most so many rows: all jobs where they fit, else what goes on, then what failed."""
        if len(self._status) <= most:
            return [self._row(job) for job in self._status]
        shown = [self._row(job) for job in list(self._active)[:most]]
        shown.sort(key=lambda row: row.status != "running")
        return shown + [self._row(job) for job in list(self._failed)[: most - len(shown)]]

    def _row(self, job: str) -> Row:
        status = self._status[job]
        kept = self._jobs.get(job)
        if kept is None:
            return Row(job, status)
        steps = self._steps.get(job, {})
        place = f"{steps[kept.step]}/{len(steps)}" if kept.step in steps else ""
        running = status in {"running", "retry", "waiting"}
        duration = round((time.monotonic() - kept.began) * 1000) if running else kept.duration
        return Row(job, status, kept.attempt, kept.step, place, duration)
