"""What a plan's graph says about its run: how long, how wide, and what a failure takes down. For 10,000 jobs too."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from .graph import Graph, dependents, levels, reachability, topological_order
from .plan import Plan

_EXACT_NODES: Final = 400
"""Above this the widest antichain is bounded by the widest level: finding it takes a matching on the closure."""


class CriticalPath(NamedTuple):
    """The chain of jobs that decides how long a run takes, and how many seconds that is."""

    jobs: tuple[str, ...]
    duration: float


class Parallelism(NamedTuple):
    """How many jobs can run at the same time. `jobs` are such a set; where not `exact`, there may be larger ones."""

    jobs: tuple[str, ...]
    exact: bool

    def __str__(self) -> str:
        return f"{len(self.jobs)}" if self.exact else f"at least {len(self.jobs)} (the widest level)"


def plan_graph(plan: Plan) -> dict[str, list[str]]:
    """Return each job's id to the ids that it depends on, in the plan's order."""
    return {job.id: [dependency.job for dependency in job.depends_on] for job in plan.jobs}


def timeouts(plan: Plan) -> dict[str, float]:
    """Return the longest that each job may take, one attempt, in seconds: its own timeout or that of its steps."""
    return {
        job.id: min(job.timeout, sum(step.timeout for step in job.steps)) if job.steps else job.timeout
        for job in plan.jobs
    }


def critical_path(graph: Graph, durations: Mapping[str, float]) -> CriticalPath:
    """Return the chain with the longest sum of durations; of equal ones the first. Its sum is the total duration."""
    end: dict[str, float] = {}
    before: dict[str, str | None] = {}
    for name in topological_order(graph):
        last = max((other for other in graph[name] if other in end), key=end.__getitem__, default=None)
        before[name] = last
        end[name] = (end[last] if last is not None else 0) + durations.get(name, 0)
    node = max(end, key=end.__getitem__, default=None)
    total = end[node] if node is not None else 0
    path = []
    while node is not None:
        path.append(node)
        node = before[node]
    return CriticalPath(tuple(reversed(path)), total)


def parallelism(graph: Graph) -> Parallelism:
    """Return a largest set of jobs of which none depends on another (Dilworth), or a wide one for a large graph."""
    widest = _widest_level(graph)
    if len(graph) > _EXACT_NODES:
        return Parallelism(widest, exact=False)
    antichain = _antichain(graph)
    return Parallelism(antichain if len(antichain) > len(widest) else widest, exact=True)


def _antichain(graph: Graph) -> tuple[str, ...]:
    """Return a largest antichain: what no minimum vertex cover of the closure's bipartite form touches (König).

    Nodes are numbers, N for a name on the left and N plus their count on the right, so that sets have one order.
    """
    import networkx as nx

    count = len(graph)
    bipartite: nx.Graph[int] = nx.Graph()
    bipartite.add_nodes_from(range(2 * count))
    for place, reached in enumerate(reachability(graph).values()):
        bipartite.add_edges_from((place, count + other) for other in range(count) if reached >> other & 1)
    matching = nx.bipartite.hopcroft_karp_matching(bipartite, range(count))
    cover = nx.bipartite.to_vertex_cover(bipartite, matching, range(count))
    return tuple(name for place, name in enumerate(graph) if place not in cover and count + place not in cover)


def _widest_level(graph: Graph) -> tuple[str, ...]:
    rows: dict[int, list[str]] = {}
    for name, level in levels(graph).items():
        rows.setdefault(level, []).append(name)
    widest: list[str] = max(rows.values(), key=lambda row: len(row), default=[])  # noqa: PLW0108 - `len` has no type for max
    return tuple(widest)


def taken_down(plan: Plan, failed: str) -> tuple[str, ...]:
    """Return the jobs that do not run because `failed` ends in failure while all else succeeds, in the plan's order.

    A job that runs on failure alone is taken down where nothing before it failed, and where it runs it succeeds.
    """
    return tuple(sorted(_blocked(plan, failed) - _blocked(plan, None), key=_places(plan).__getitem__))


def _places(plan: Plan) -> dict[str, int]:
    return {job.id: place for place, job in enumerate(plan.jobs)}


def _blocked(plan: Plan, failed: str | None) -> set[str]:
    """Return the jobs whose dependencies' endings do not let them start, if one job fails."""
    endings: dict[str, str] = {}
    for job in plan.jobs:
        before = [endings.get(dependency.job, "success") for dependency in job.depends_on]
        endings[job.id] = "failure" if job.id == failed else "success"
        if not _may_start(job.runs_on, before):
            endings[job.id] = "blocked"
    return {name for name, ending in endings.items() if ending == "blocked"}


def _may_start(runs_on: tuple[str, ...], before: list[str]) -> bool:
    if "success" in runs_on and "failure" in runs_on:
        return True
    if "failure" in runs_on:
        return "failure" in before
    return all(ending == "success" for ending in before)


def dependents_of(graph: Graph, name: str) -> tuple[str, ...]:
    """Return all that depends on a node, directly or not, in the order of the graph."""
    following = dependents(graph)
    seen = {name}
    waiting = [name]
    while waiting:
        for other in following[waiting.pop()]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return tuple(other for other in graph if other in seen and other != name)
