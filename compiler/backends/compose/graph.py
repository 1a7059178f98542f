"""Which jobs Compose runs, and the order among instances that `max_parallel` asks for."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ...ir.job import Job
from ...ir.plan import Plan


class Runnable(NamedTuple):
    """The plan's jobs in its order: those that become services, and those that begin only after a deployment."""

    jobs: tuple[Job, ...]
    after_deployment: tuple[Job, ...]


def runnable(plan: Plan) -> Runnable:
    """Part the jobs. Deployments, and what depends on one, belong to the runtime."""
    late: set[str] = set()
    jobs: list[Job] = []
    after: list[Job] = []
    for job in plan.jobs:
        if job.deploy:
            late.add(job.id)
        elif any(dependency.job in late for dependency in job.depends_on):
            late.add(job.id)
            after.append(job)
        else:
            jobs.append(job)
    return Runnable(tuple(jobs), tuple(after))


def ancestors(job: Job, jobs: Mapping[str, Job]) -> tuple[Job, ...]:
    """Return all jobs that have ended when this one begins, in the order of `jobs`, which are all by their ids."""
    found: set[str] = set()
    row = [job]
    while row:
        for dependency in row.pop().depends_on:
            if dependency.job not in found:
                found.add(dependency.job)
                row.append(jobs[dependency.job])
    return tuple(each for each in jobs.values() if each.id in found)


def reaching(job: Job) -> Job:
    """Return the job without its services where it cannot reach them and allows that."""
    apart = job.services and job.network != "default" and "services" in job.allow_degraded
    return job._replace(services=()) if apart else job


def lanes(jobs: Iterable[Job]) -> dict[str, str]:
    """Return, for instances of a matrix with `max_parallel`, the instance that must have ended before.

    With a limit of n the instances stand in n rows; that keeps to the limit, if not always to the least time.
    Such edges join instances of one job in the plan's order, so they close no cycle.
    """
    found: dict[str, str] = {}
    rows: dict[str, list[str]] = {}
    for job in jobs:
        limit = job.matrix.max_parallel if job.matrix else None
        if limit is None:
            continue
        row = rows.setdefault(job.name, [])
        if len(row) >= limit:
            found[job.id] = row[-limit]
        row.append(job.id)
    return found
