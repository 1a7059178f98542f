"""What a plan's graph says about its run: how long, how wide, and what a failure takes down. For 10,000 jobs too."""

from collections.abc import Iterator, Mapping, Sequence
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

    Every node stands on the left and on the right; one on the left is joined to all that it depends on, on the right.
    From the unmatched on the left lead paths that alternate between joined and matched pairs: what they reach on the
    left and not on the right is in no cover. That is the same for each maximum matching, so it has one order.
    """
    reached = list(reachability(graph).values())
    left: list[int] = [-1] * len(reached)
    right: list[int] = [-1] * len(reached)
    for place in range(len(reached)):
        _match(reached, left, right, place)
    free = [place for place, other in enumerate(left) if other < 0]
    seen = 0
    for place in free:
        found = reached[place] & ~seen
        seen |= found
        free += (right[other] for other in _bits(found))
    open_left = frozenset(free)
    return tuple(name for place, name in enumerate(graph) if place in open_left and not seen >> place & 1)


def _match(reached: Sequence[int], left: list[int], right: list[int], start: int) -> None:
    """Match one more node on the left, where an alternating path leads to an unmatched one on the right (Berge).

    `left` and `right` are the partners of the nodes on each side, -1 for none.
    """
    seen, row = 0, [start]
    before: dict[int, int] = {}
    for place in row:
        found = reached[place] & ~seen
        seen |= found
        for other in _bits(found):
            before[other] = place
            if right[other] < 0:
                _turn(before, left, right, other)
                return
            row.append(right[other])


def _turn(before: Mapping[int, int], left: list[int], right: list[int], end: int) -> None:
    """Match the pairs of an alternating path that were not, up to its end on the right, and leave those that were."""
    while end >= 0:
        place = before[end]
        right[end] = place
        left[place], end = end, left[place]


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


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
