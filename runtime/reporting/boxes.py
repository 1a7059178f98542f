"""Which boxes the graph of a run's jobs has: one for each job, or, of many, one for those that stand alike."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Final, NamedTuple

from compiler.ir.graph import dependents, levels, redundant_edges

from ..records import JobStatus
from .model import JobReport

FEW_JOBS: Final = 30
"""So many jobs are drawn each by itself."""
_FEW_INSTANCES: Final = 3
_FEW_ALIKE: Final = 4


class Box(NamedTuple):
    """One box: its jobs, what it is called, and the boxes that it waits for."""

    key: str
    label: str
    jobs: tuple[JobReport, ...]
    before: tuple[str, ...]

    @property
    def counts(self) -> dict[JobStatus, int]:
        """How many of its jobs have which status."""
        return dict(Counter(job.status for job in self.jobs))


def boxes_of(jobs: tuple[JobReport, ...]) -> tuple[Box, ...]:
    """Return the boxes in the order of the jobs, without edges that other edges imply.

    Of more than a few jobs, the instances of one matrix become one box, and then those that wait for the same and are
    waited for by the same.
    """
    known = {job.id for job in jobs}
    graph = {job.id: tuple(name for name in job.depends_on if name in known) for job in jobs}
    groups: dict[str, list[JobReport]] = {job.id: [job] for job in jobs}
    if len(jobs) > FEW_JOBS:
        level = levels(graph)
        names = {job.id: job.name for job in jobs}
        graph, groups = _merged(graph, groups, lambda key: (names[key], level[key]), _FEW_INSTANCES)
        after = dependents(graph)
        before = {key: frozenset(others) for key, others in graph.items()}
        graph, groups = _merged(graph, groups, lambda key: (before[key], frozenset(after[key])), _FEW_ALIKE)
    implied = set(redundant_edges(graph))
    return tuple(
        Box(key, _label(members), tuple(members), tuple(other for other in graph[key] if (key, other) not in implied))
        for key, members in groups.items()
    )


def _merged(
    graph: Mapping[str, Iterable[str]],
    groups: Mapping[str, list[JobReport]],
    alike: Callable[[str], Hashable],
    few: int,
) -> tuple[dict[str, tuple[str, ...]], dict[str, list[JobReport]]]:
    """Return the graph with all nodes that are `alike` as one, where they are more than `few`."""
    sizes = Counter(map(alike, graph))
    first: dict[Hashable, str] = {}
    into = {key: first.setdefault(alike(key), key) if sizes[alike(key)] > few else key for key in graph}
    merged: dict[str, list[JobReport]] = {}
    edges: dict[str, dict[str, None]] = {}
    for key, others in graph.items():
        merged.setdefault(into[key], []).extend(groups[key])
        edges.setdefault(into[key], {}).update(dict.fromkeys(into[other] for other in others))
    return {key: tuple(others) for key, others in edges.items()}, merged


def _label(members: list[JobReport]) -> str:
    if len(members) == 1:
        return members[0].id
    names = {job.name for job in members}
    return f"{len(members)} × {members[0].name}" if len(names) == 1 else f"{len(members)} jobs"
