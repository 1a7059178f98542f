"""What rules ask of a plan's graph: what a job waits for, which jobs deploy, what deployments wait for."""

from collections.abc import Iterable, Iterator

from ...ir.graph import reachability
from ...ir.job import Job
from ...ir.plan import Plan


def ancestors(plan: Plan, start: Iterable[str]) -> set[str]:
    """Return all that these jobs wait for, directly or not, without themselves unless one waits for another."""
    return _reached({job.id: [each.job for each in job.depends_on] for job in plan.jobs}, start)


def required(plan: Plan, start: Iterable[str]) -> set[str]:
    """Return the jobs without whose success these do not start; one that runs on failures too needs none."""
    return _reached(
        {job.id: [each.job for each in job.depends_on] for job in plan.jobs if job.runs_on == ("success",)}, start
    )


def _reached(edges: dict[str, list[str]], start: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    waiting = [other for name in start for other in edges.get(name, ())]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(edges.get(name, ()))
    return seen


class Reach:
    """What each job of a plan waits for, directly or not: made once for many questions."""

    def __init__(self, plan: Plan) -> None:
        edges = {job.id: [dependency.job for dependency in job.depends_on] for job in plan.jobs}
        self._reached = reachability(edges)
        self._bits = {name: 1 << place for place, name in enumerate(edges)}
        self._waited_for = {other for others in edges.values() for other in others}
        self.names = Names(plan)

    def waits(self, job: str, other: str) -> bool:
        """Tell whether a job waits for another; one that is not there waits for nothing."""
        return bool(self._reached.get(job, 0) & self._bits.get(other, 0))

    def waiting(self, other: str) -> list[str]:
        """Return the jobs that wait for one, in the plan's order."""
        if other not in self._waited_for:
            return []
        bit = self._bits.get(other, 0)
        return [name for name, reached in self._reached.items() if reached & bit]


def deployments(plan: Plan, environment: str = "") -> Iterator[Job]:
    """Yield the jobs that deploy, to one environment or to any."""
    for job in plan.jobs:
        if job.deploy is not None and environment in {"", job.deploy.environment}:
            yield job


def unasked(plan: Plan, environment: str = "") -> list[Job]:
    """Return the jobs that deploy although nobody has to agree before: they, what they wait for, the environment."""
    agreed = {each.name for each in plan.environments if each.approval is not None}
    asking = {job.id for job in plan.jobs if job.approval is not None}
    return [
        job
        for job in deployments(plan, environment)
        if job.deploy is not None
        and job.deploy.environment not in agreed
        and job.approval is None
        and ("failure" in job.runs_on or asking.isdisjoint(ancestors(plan, [job.id])))
    ]


def unconditional(plan: Plan) -> list[Job]:
    """Return the jobs that deploy in every run that gets to them: without an approval and a condition of their own.

    A condition of what they wait for is none: a skipped job counts as success.
    """
    return [job for job in unasked(plan) if job.conditional is None]


def guards(plan: Plan) -> set[str]:
    """Return the jobs without whose success some deployment does not start."""
    return required(plan, (job.id for job in deployments(plan)))


class Names:
    """The names of a plan's jobs: made once for many questions."""

    def __init__(self, plan: Plan) -> None:
        self._places = {job.id: place for place, job in enumerate(plan.jobs)}
        self._names = {job.id: job.name for job in plan.jobs}
        self._instances: dict[str, list[str]] = {}
        for job in plan.jobs:
            self._instances.setdefault(job.name, []).append(job.id)

    def of(self, identifiers: Iterable[str]) -> list[str]:
        """Return ids in backticks in the plan's order, a job's name where all of its instances are there."""
        wanted = set(identifiers)
        found: dict[str, None] = {}
        for name in sorted(wanted & self._places.keys(), key=self._places.__getitem__):
            job = self._names[name]
            found[f"`{job}`" if wanted.issuperset(self._instances[job]) else f"`{name}`"] = None
        return list(found)


def names(plan: Plan, identifiers: Iterable[str]) -> list[str]:
    """Return what `Names` says, for one question."""
    return Names(plan).of(identifiers)
