"""What the endings of its dependencies mean for a job, and what the endings of all jobs mean for the run."""

from collections.abc import Collection, Iterable
from typing import Literal

from compiler.ir.job import Ending, Job

from ..records import JobStatus

SUCCEEDED: frozenset[JobStatus] = frozenset({"success", "skipped"})
"""Endings that count as success for dependents; `blocked` and `cancelled` count as failure."""


def may_start(runs_on: Collection[Ending], endings: Collection[JobStatus]) -> bool:
    """Tell whether a job starts when all its dependencies have ended so; else it is blocked.

    `[success]` wants all of them to count as success, `[failure]` at least one that ended in `failure` itself.
    """
    if "success" in runs_on and ("failure" in runs_on or SUCCEEDED.issuperset(endings)):
        return True
    return "failure" in runs_on and "failure" in endings


def only_after_success(job: Job) -> bool:
    """Tell whether a job is neither a catch nor a finally."""
    return "failure" not in job.runs_on


def run_ending(endings: Iterable[JobStatus]) -> Literal["success", "failure"]:
    """Return what the run comes to: a failure when a job failed or was cancelled."""
    return "failure" if any(ending in {"failure", "cancelled"} for ending in endings) else "success"


def common_status(endings: Iterable[JobStatus]) -> JobStatus:
    """Return what `job.NAME.status` says of all instances of a job: any failure makes the whole a failure."""
    different = set(endings)
    if "failure" in different:
        return "failure"
    return different.pop() if len(different) == 1 else "success"
