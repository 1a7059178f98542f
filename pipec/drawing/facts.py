"""All that is drawn, asked of the plan once: order, levels, the critical path, width, and what a failure takes down."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from compiler.ir.analysis import CriticalPath, Parallelism, critical_path, parallelism, plan_graph, taken_down, timeouts
from compiler.ir.graph import Edge, levels, redundant_edges
from compiler.ir.plan import Plan


class Durations(NamedTuple):
    """Seconds by job instance. `measured` are those that were given; the others are timeouts."""

    seconds: Mapping[str, float]
    measured: frozenset[str] = frozenset()


class Blast(NamedTuple):
    """What the failure of `failed` comes to: jobs that then do not run, and jobs that only then do."""

    failed: tuple[str, ...]
    down: tuple[str, ...]
    started: tuple[str, ...]


class Looks(NamedTuple):
    """Which jobs stand out: on the critical path, those whose failure is asked about, those that it takes down."""

    critical: frozenset[str]
    failed: frozenset[str] = frozenset()
    down: frozenset[str] = frozenset()


class Facts(NamedTuple):
    """A plan's graph. `graph` has each instance with what it waits for, without `redundant` edges where `reduced`."""

    plan: Plan
    graph: Mapping[str, Sequence[str]]
    levels: Mapping[str, int]
    durations: Durations
    critical: CriticalPath
    parallel: Parallelism
    redundant: tuple[Edge, ...]
    blast: Blast | None
    reduced: bool

    @property
    def rows(self) -> list[list[str]]:
        """The instances by level, in the plan's order."""
        rows: list[list[str]] = [[] for _ in range(max(self.levels.values(), default=-1) + 1)]
        for name in self.graph:
            rows[self.levels[name]].append(name)
        return rows

    @property
    def looks(self) -> Looks:
        """What stands out, made once for a whole drawing."""
        critical = frozenset(self.critical.jobs)
        if self.blast is None:
            return Looks(critical)
        return Looks(critical, frozenset(self.blast.failed), frozenset(self.blast.down))

    @property
    def critical_edges(self) -> frozenset[Edge]:
        """The edges of the critical path, each from a job to what it waits for."""
        jobs = self.critical.jobs
        return frozenset(zip(jobs[1:], jobs, strict=False))


def gather(plan: Plan, given: Mapping[str, float], failing: Sequence[str] = (), *, reduced: bool = False) -> Facts:
    """Ask everything of a plan.

    `given` are seconds by instance or by job, those of an instance first; of other jobs the timeout is taken.
    `failing` are the instances whose failure is asked about.
    """
    graph: dict[str, list[str]] = plan_graph(plan)
    durations = _durations(plan, given)
    redundant = tuple(redundant_edges(graph))
    return Facts(
        plan,
        _reduced(graph, redundant) if reduced else graph,
        levels(graph),
        durations,
        critical_path(graph, durations.seconds),
        parallelism(graph),
        redundant,
        _blast(plan, failing) if failing else None,
        reduced,
    )


def _durations(plan: Plan, given: Mapping[str, float]) -> Durations:
    seconds = timeouts(plan)
    measured = set()
    for job in plan.jobs:
        value = given.get(job.id, given.get(job.name))
        if value is not None:
            seconds[job.id] = value
            measured.add(job.id)
    return Durations(seconds, frozenset(measured))


def _reduced(graph: Mapping[str, Sequence[str]], redundant: Sequence[Edge]) -> dict[str, list[str]]:
    dropped = set(redundant)
    return {name: [other for other in before if (name, other) not in dropped] for name, before in graph.items()}


def _blast(plan: Plan, failing: Sequence[str]) -> Blast:
    down = {name for failed in failing for name in taken_down(plan, failed)}
    return Blast(
        tuple(failing),
        tuple(job.id for job in plan.jobs if job.id in down),
        tuple(_started(plan, frozenset(failing))),
    )


def _started(plan: Plan, failed: frozenset[str]) -> Iterator[str]:
    """Yield the jobs that run on failure alone and wait for one that failed: a blocked one starts no catch."""
    for job in plan.jobs:
        if job.runs_on == ("failure",) and any(dependency.job in failed for dependency in job.depends_on):
            yield job.id


def instances_of(plan: Plan, name: str) -> tuple[str, ...]:
    """Return the instance of this id, or all instances of the job of this name; nothing when there is neither."""
    exact = tuple(job.id for job in plan.jobs if job.id == name)
    return exact or tuple(job.id for job in plan.jobs if job.name == name)
