"""Runs and their summaries as JSON: times ISO 8601, durations in milliseconds."""

from typing import Final

from .model import ApprovalReport, AttemptReport, JobReport, RunReport, StepReport
from .summary import Summary
from .words import moment

FORMAT: Final = 1

Json = dict[str, object]


def summary_json(summary: Summary) -> Json:
    """Return a run with what it came to."""
    expected = summary.expected
    took = sum(link.waited + link.took for link in summary.path)
    return {
        **run_json(summary.run),
        "counts": summary.counts,
        "slowest": [{"job": job.id, "duration": job.duration} for job in summary.slowest],
        "critical_path": {"jobs": [link._asdict() for link in summary.path], "duration": took},
        "expected_path": {"jobs": expected.jobs, "duration": expected.duration, "by_run": expected.source or None},
        "job_time": summary.job_time,
        "wall_time": summary.wall_time,
        "parallelism": round(summary.parallelism, 3),
        "failures": [failure._asdict() for failure in summary.failures],
    }


def run_json(run: RunReport) -> Json:
    """Return a run with all its jobs."""
    return {
        **row_json(run),
        "jobs": [_job(job) for job in run.jobs],
        "approvals": [_approval(each) for each in run.approvals],
        "artifacts": [each._asdict() for each in run.artifacts],
        "head": run.head or None,
    }


def row_json(run: RunReport) -> Json:
    """Return what a list of runs has of each."""
    return {
        "format": FORMAT,
        "run": run.run,
        "pipeline": run.pipeline,
        "status": run.status,
        "reason": run.reason,
        "interrupted": run.interrupted,
        "executor": run.executor,
        "number": run.number,
        "created": moment(run.created),
        "started": _moment(run.started),
        "ended": _moment(run.ended),
        "duration": run.duration,
    }


def _job(job: JobReport) -> Json:
    return {
        "job": job.id,
        "name": job.name,
        "status": job.status,
        "reason": job.reason,
        "depends_on": job.depends_on,
        "duration": job.duration,
        "attempts": [_attempt(each) for each in job.attempts],
    }


def _attempt(attempt: AttemptReport) -> Json:
    return {
        **attempt._asdict(),
        "started": moment(attempt.started),
        "ended": _moment(attempt.ended),
        "steps": [_step(each) for each in attempt.steps],
    }


def _step(step: StepReport) -> Json:
    return {**step._asdict(), "started": moment(step.started), "ended": _moment(step.ended)}


def _approval(approval: ApprovalReport) -> Json:
    return {**approval._asdict(), "deadline": _moment(approval.deadline)}


def _moment(time: int | None) -> str | None:
    return None if time is None else moment(time)
