"""The jobs of a run as a graph with dependency counts: what may start once something ended. Pure; O(edges) in all."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from compiler.ir.job import Job

from ..records import JobStatus
from .endings import may_start


class Verdict(NamedTuple):
    """A job whose dependencies have all ended: it starts, or it is blocked by `cause`."""

    job: Job
    starts: bool
    cause: str = ""


class Graph:
    """Dependency counts of the jobs that take part; edges to others are left out."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.jobs: Mapping[str, Job] = {job.id: job for job in jobs}
        self.endings: dict[str, JobStatus] = {}
        self._dependents: dict[str, list[str]] = {identifier: [] for identifier in self.jobs}
        self._waits_for: dict[str, int] = {}
        for job in self.jobs.values():
            needs = {item.job for item in job.depends_on} & self.jobs.keys()
            self._waits_for[job.id] = len(needs)
            for need in needs:
                self._dependents[need].append(job.id)

    @property
    def complete(self) -> bool:
        """Whether all jobs have ended."""
        return len(self.endings) == len(self.jobs)

    def roots(self) -> Iterator[Verdict]:
        """Yield the jobs that wait for nothing, or for nothing any more, in the order of the plan."""
        for identifier, count in self._waits_for.items():
            if not count and identifier not in self.endings:
                yield self._verdict(self.jobs[identifier])

    def restore(self, endings: Mapping[str, JobStatus]) -> None:
        """Take over how jobs ended before an interruption; nothing is told of it."""
        for identifier, ending in endings.items():
            self.endings[identifier] = ending
            for dependent in self._dependents[identifier]:
                self._waits_for[dependent] -= 1

    def ended(self, identifier: str, ending: JobStatus) -> list[Verdict]:
        """Record an ending; return the jobs that waited for nothing else, in the order of the plan.

        What is blocked has to be told as ended in its turn. A second ending of one job is a bug of the caller.
        """
        if identifier in self.endings:
            raise ValueError(f"{identifier} has ended already")
        self.endings[identifier] = ending
        verdicts: list[Verdict] = []
        for dependent in self._dependents[identifier]:
            self._waits_for[dependent] -= 1
            if not self._waits_for[dependent] and dependent not in self.endings:
                verdicts.append(self._verdict(self.jobs[dependent]))
        return verdicts

    def _verdict(self, job: Job) -> Verdict:
        needs = [item.job for item in job.depends_on if item.job in self.endings]
        if not needs or may_start(job.runs_on, [self.endings[need] for need in needs]):
            return Verdict(job, starts=True)
        wanted = "failed" if "success" not in job.runs_on else "succeeded"
        culprits = [need for need in needs if self.endings[need] not in {"success", "skipped"}]
        cause = (
            f"`{culprits[0]}` ended in {self.endings[culprits[0]]}"
            if culprits
            else f"no job that it waits for {wanted}"
        )
        return Verdict(job, starts=False, cause=cause)


def dependencies_of(jobs: Mapping[str, Job], wanted: Collection[str]) -> set[str]:
    """Return the ids of `wanted` and of all that they wait for, directly or not."""
    found, rest = set(wanted), list(wanted)
    while rest:
        for item in jobs[rest.pop()].depends_on:
            if item.job not in found:
                found.add(item.job)
                rest.append(item.job)
    return found


def dependents_of(jobs: Mapping[str, Job], wanted: Collection[str]) -> set[str]:
    """Return the ids of `wanted` and of all that wait for them, directly or not."""
    found = set(wanted)
    for job in jobs.values():  # in topological order, so one round is enough
        if any(item.job in found for item in job.depends_on):
            found.add(job.id)
    return found
