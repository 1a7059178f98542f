"""The critical path of a run: as it was, by what each job really waited for, and as it was to be expected."""

from collections.abc import Mapping
from typing import NamedTuple

from compiler.ir.analysis import critical_path

from .model import JobReport, RunReport


class Link(NamedTuple):
    """One job of the path. `waited` is what passed between the end of the one before (or the run's start) and its own.

    `took` is from the start of its first attempt to the end of its last, with what lay between them. Milliseconds.
    """

    job: str
    waited: int
    took: int


class Earlier(NamedTuple):
    """The last successful run of the same pipeline before a run, and the milliseconds that its jobs took."""

    run: str
    durations: Mapping[str, int]


class Expected(NamedTuple):
    """The longest chain before the run began. `duration` is milliseconds by `source`, an earlier run.

    Without one it is the chain with the most jobs, and the duration is None.
    """

    jobs: tuple[str, ...]
    duration: int | None = None
    source: str = ""


def path_as_it_was(run: RunReport) -> tuple[Link, ...]:
    """Return the chain that ended last: each job with the dependency that let it start, the last of them to end.

    The waits and durations of all links together are the time from the run's start to the last end. Nothing when
    no job ran.
    """
    jobs = {job.id: job for job in run.jobs if job.attempts}
    # A job that another one waited for is not the last, though a clock in milliseconds may not tell.
    waited_for = {name for each in jobs.values() for name in each.depends_on}
    job = max((each for each in jobs.values() if each.id not in waited_for), key=_end, default=None)
    chain: list[JobReport] = []
    while job is not None:
        chain.append(job)
        before = [jobs[name] for name in job.depends_on if name in jobs]
        job = max(before, key=_end, default=None)
    return tuple(_links(chain[::-1], run.began))


def _links(chain: list[JobReport], began: int) -> list[Link]:
    """Return the links; where a clock was set back, nothing is negative."""
    links = []
    free = began
    for job in chain:
        start = max(job.started or free, free)
        end = max(_end(job), start)
        links.append(Link(job.id, start - free, end - start))
        free = end
    return links


def _end(job: JobReport) -> int:
    return job.end or 0


def path_as_expected(run: RunReport, earlier: Earlier | None) -> Expected:
    """Return the longest chain by the durations of an earlier successful run; without one by the number of jobs.

    A job that the earlier run did not have, or did not run, counts nothing.
    """
    graph = {job.id: job.depends_on for job in run.jobs}
    if earlier is None:
        return Expected(critical_path(graph, dict.fromkeys(graph, 1)).jobs)
    found = critical_path(graph, {job: float(duration) for job, duration in earlier.durations.items()})
    return Expected(found.jobs, round(found.duration), earlier.run)
