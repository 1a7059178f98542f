"""Instances of one matrix drawn as one, once they are many."""

from collections.abc import Mapping
from typing import NamedTuple

from compiler.ir.job import Job

from .facts import Facts

FEW = 3
"""So many instances of one job are drawn each by itself."""


class Link(NamedTuple):
    """What a group waits for: another group, by its place, and how its instances share that one's."""

    before: int
    note: str = ""


class Group(NamedTuple):
    """One box of the drawing."""

    label: str
    jobs: tuple[Job, ...]
    level: int
    links: tuple[Link, ...]

    @property
    def job(self) -> Job:
        """The first instance; the others are like it but for their matrix values."""
        return self.jobs[0]


class _Places(NamedTuple):
    members: list[list[Job]]
    of: Mapping[str, int]


def group(facts: Facts, *, unfolded: bool) -> tuple[Group, ...]:
    """Return the boxes in the order of the plan; where `unfolded`, one for each instance."""
    places = _places(facts, few=len(facts.graph) if unfolded else FEW)
    return tuple(_group(facts, places, members) for members in places.members)


def _places(facts: Facts, few: int) -> _Places:
    count: dict[tuple[str, int], int] = {}
    for job in facts.plan.jobs:
        key = (job.name, facts.levels[job.id])
        count[key] = count.get(key, 0) + 1
    first: dict[tuple[str, int], int] = {}
    members: list[list[Job]] = []
    of: dict[str, int] = {}
    for job in facts.plan.jobs:
        key = (job.name, facts.levels[job.id])
        place = first.setdefault(key, len(members)) if count[key] > few else len(members)
        if place == len(members):
            members.append([])
        members[place].append(job)
        of[job.id] = place
    return _Places(members, of)


def _group(facts: Facts, places: _Places, jobs: list[Job]) -> Group:
    waits: dict[int, int] = {}
    for job in jobs:
        for other in facts.graph[job.id]:
            waits[places.of[other]] = waits.get(places.of[other], 0) + 1
    links = tuple(Link(place, _note(count, len(jobs), len(places.members[place]))) for place, count in waits.items())
    label = jobs[0].id if len(jobs) == 1 else jobs[0].name
    return Group(label, tuple(jobs), facts.levels[jobs[0].id], links)


def _note(edges: int, waiting: int, awaited: int) -> str:
    if edges == waiting * awaited:
        return ""
    return "each its own" if edges == waiting else f"{edges} of {waiting * awaited} edges"
