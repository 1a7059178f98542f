"""The boxes of a drawing: instances of one matrix as one, once they are many, and jobs that went beside the others."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from compiler.ir.analysis import timeouts
from compiler.ir.job import Job
from compiler.ir.plan import Plan

from .facts import Facts
from .marks import Mark, MarkKind, Marks, gone
from .words import specials

FEW = 3
"""So many instances of one job are drawn each by itself."""


class Link(NamedTuple):
    """What a group waits for: another group, by its place, how its instances share that one's, and what came or went.

    `mark` is told where all the edges that the link stands for have it.
    """

    before: int
    note: str = ""
    mark: MarkKind | None = None


class Group(NamedTuple):
    """One box of the drawing; `seconds` are the durations of its jobs, `words` say what is special about them."""

    label: str
    jobs: tuple[Job, ...]
    level: int
    links: tuple[Link, ...]
    seconds: tuple[float, ...] = ()
    mark: Mark | None = None
    words: tuple[str, ...] = ()

    @property
    def job(self) -> Job:
        """The first instance; the others are like it but for their matrix values."""
        return self.jobs[0]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of jobs that are there: none for what went."""
        return frozenset() if self.kind == "removed" else frozenset(job.id for job in self.jobs)

    @property
    def kind(self) -> MarkKind | None:
        """How it is marked."""
        return None if self.mark is None else self.mark.kind


class _Node(NamedTuple):
    """A job as it is drawn; `name` tells it from all others."""

    name: str
    job: Job
    level: int
    seconds: float
    mark: Mark | None
    before: Mapping[str, MarkKind | None]

    @property
    def key(self) -> tuple[object, ...]:
        """What instances that are drawn as one have in common."""
        return self.job.name, self.level, None if self.mark is None else (self.mark.kind, self.mark.notes)


def group(facts: Facts, *, unfolded: bool, marks: Marks | None = None) -> tuple[Group, ...]:
    """Return the boxes in the order of the plan, then those that went; where `unfolded`, one for each instance."""
    nodes = list(_nodes(facts, marks or Marks()))
    members, places = _places(nodes, few=len(nodes) if unfolded else FEW)
    gated = frozenset(each.name for each in facts.plan.environments if each.approval is not None)
    groups = (_group(each, places, members) for each in members)
    return tuple(each._replace(words=tuple(specials(each.job, gated))) for each in groups)


def _nodes(facts: Facts, marks: Marks) -> Iterator[_Node]:
    went: dict[str, dict[str, MarkKind | None]] = {}
    for (name, other), kind in marks.edges.items():
        if kind == "removed":
            went.setdefault(name, {})[other] = kind
    for job in facts.plan.jobs:
        before = {other: marks.edges.get((job.id, other)) for other in facts.graph[job.id]} | went.get(job.id, {})
        yield _Node(job.id, job, facts.levels[job.id], facts.durations.seconds[job.id], marks.jobs.get(job.id), before)
    levels = dict(facts.levels)
    seconds = timeouts(Plan("", marks.removed))
    for job in marks.removed:
        name = gone(job.id)
        before = went.get(name, {})
        levels[name] = max((levels[other] + 1 for other in before if other in levels), default=0)
        yield _Node(name, job, levels[name], seconds[job.id], Mark("removed"), before)


def _places(nodes: list[_Node], few: int) -> tuple[list[list[_Node]], dict[str, int]]:
    count: dict[tuple[object, ...], int] = {}
    for node in nodes:
        count[node.key] = count.get(node.key, 0) + 1
    first: dict[tuple[object, ...], int] = {}
    members: list[list[_Node]] = []
    of: dict[str, int] = {}
    for node in nodes:
        place = first.setdefault(node.key, len(members)) if count[node.key] > few else len(members)
        if place == len(members):
            members.append([])
        members[place].append(node)
        of[node.name] = place
    return members, of


def _group(nodes: list[_Node], places: Mapping[str, int], members: list[list[_Node]]) -> Group:
    waits: dict[int, list[MarkKind | None]] = {}
    for node in nodes:
        for other, kind in node.before.items():
            if other in places:
                waits.setdefault(places[other], []).append(kind)
    links = tuple(
        Link(place, _note(len(kinds), len(nodes), len(members[place])), kinds[0] if len(set(kinds)) == 1 else None)
        for place, kinds in waits.items()
    )
    first = nodes[0]
    return Group(
        first.job.id if len(nodes) == 1 else first.job.name,
        tuple(node.job for node in nodes),
        first.level,
        links,
        tuple(node.seconds for node in nodes),
        _mark(nodes),
    )


def _mark(nodes: list[_Node]) -> Mark | None:
    """Return the mark that all share; former names where each has its own, and one for what the instances share."""
    first = nodes[0].mark
    if first is None or len(nodes) == 1:
        return first
    was = {node.mark.was for node in nodes if node.mark is not None}
    return first._replace(was=first.was if len(was) == 1 else "")


def _note(edges: int, waiting: int, awaited: int) -> str:
    if edges == waiting * awaited:
        return ""
    return "each its own" if edges == waiting else f"{edges} of {waiting * awaited} edges"
