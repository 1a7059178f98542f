"""Fewer boxes for a picture of a large graph: what stands alike is drawn as one, and of a huge one whole levels are."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Final, NamedTuple

from compiler.ir.graph import redundant_edges

from .groups import Group, Link

MANY: Final = 60
"""Above this, jobs that wait for the same and are waited for by the same become one box."""
MOST: Final = 1_500
"""Above this, levels become one box each."""
MOST_LEVELS: Final = 150
"""Above this, neighbouring levels are drawn together."""
_FEW_ALIKE: Final = 3


class Folded(NamedTuple):
    """The boxes of a picture; `said` tells what was drawn together, nothing where each job has its own or a matrix."""

    groups: tuple[Group, ...]
    said: str = ""


def fold(groups: tuple[Group, ...]) -> Folded:
    """Return as many boxes as a picture can show. Boxes of one kind of change stay apart from others."""
    if len(groups) <= MANY:
        return Folded(groups)
    alike = _merged(groups, _alike(groups), _FEW_ALIKE, _jobs)
    if len(alike) <= MOST:
        said = "jobs that wait for the same and are waited for by the same are one box" if alike != groups else ""
        return Folded(alike, said)
    levels = 1 + max(each.level for each in groups)
    bands = min(levels, MOST_LEVELS)
    merged = _merged(groups, lambda place: groups[place].level * bands // levels, 1, _levels)
    said = "each box is a level" if bands == levels else f"each box is about {levels // bands} levels"
    return Folded(_without_implied(merged), said)


def _without_implied(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """Return boxes of levels without edges that others imply: of so many nobody could follow one."""
    graph = {str(place): [str(link.before) for link in each.links] for place, each in enumerate(groups)}
    implied = {(int(place), int(other)) for place, other in redundant_edges(graph)}
    return tuple(
        each._replace(links=tuple(link for link in each.links if (place, link.before) not in implied))
        for place, each in enumerate(groups)
    )


def _alike(groups: Sequence[Group]) -> Callable[[int], Hashable]:
    after: dict[int, list[tuple[int, object]]] = {}
    for place, each in enumerate(groups):
        for link in each.links:
            after.setdefault(link.before, []).append((place, link.mark))
    before = [frozenset((link.before, link.mark) for link in each.links) for each in groups]
    return lambda place: (before[place], frozenset(after.get(place, ())), groups[place].kind)


def _jobs(groups: Sequence[Group]) -> str:
    names = {each.job.name for each in groups}
    return groups[0].job.name if len(names) == 1 else f"{groups[0].job.name} … {groups[-1].job.name}"


def _levels(groups: Sequence[Group]) -> str:
    first, last = min(each.level for each in groups) + 1, max(each.level for each in groups) + 1
    return f"level {first}" if first == last else f"levels {first} to {last}"


def _merged(
    groups: tuple[Group, ...], alike: Callable[[int], Hashable], few: int, label: Callable[[Sequence[Group]], str]
) -> tuple[Group, ...]:
    """Return the boxes with all that are `alike` as one, where they are more than `few`."""
    keys = [alike(place) for place in range(len(groups))]
    sizes = Counter(keys)
    first: dict[Hashable, int] = {}
    members: list[list[int]] = []
    into: list[int] = []
    for place, key in enumerate(keys):
        at = first.setdefault(key, len(members)) if sizes[key] > few else len(members)
        if at == len(members):
            members.append([])
        members[at].append(place)
        into.append(at)
    if len(members) == len(groups):
        return groups
    return tuple(_box([groups[place] for place in each], at, into, label) for at, each in enumerate(members))


def _box(members: Sequence[Group], at: int, into: Sequence[int], label: Callable[[Sequence[Group]], str]) -> Group:
    links: dict[int, Link] = {}
    for each in members:
        for link in each.links:
            place = into[link.before]
            if place != at:
                known = links.get(place)
                same = known is None or known.mark == link.mark
                links[place] = Link(place, "" if len(members) > 1 else link.note, link.mark if same else None)
    if len(members) == 1:
        return members[0]._replace(links=tuple(links.values()))
    kinds = {each.kind for each in members}
    return Group(
        label(members),
        tuple(job for each in members for job in each.jobs),
        min(each.level for each in members),
        tuple(links.values()),
        tuple(second for each in members for second in each.seconds),
        members[0].mark if len(kinds) == 1 else None,
    )
