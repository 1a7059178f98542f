"""The lines between two columns of a drawing for a terminal: which are one, and where each goes up and down."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from .settling import Name

_MOST: Final = 12


class Net(NamedTuple):
    """Places on the left that all lead to the same places on the right: they share one line up and down."""

    sources: tuple[Name, ...]
    targets: tuple[Name, ...]


class Wired(NamedTuple):
    """A net with its rows: `entries` are the rows in which it comes to its targets. `track` is its place from 0."""

    net: Net
    rows: tuple[int, ...]
    entries: tuple[int, ...]
    track: int | None

    @property
    def span(self) -> tuple[int, int]:
        """The first and last row of the line up and down."""
        every = self.rows + self.entries
        return min(every), max(every)


def nets_of(left: Sequence[Name], edges: Sequence[tuple[Name, Name]]) -> tuple[Net, ...]:
    """Return the nets of one gap, in the order of their first sources. Each place on the left is in one net."""
    targets: dict[Name, list[Name]] = {}
    for source, target in edges:
        targets.setdefault(source, []).append(target)
    nets: dict[frozenset[Name], list[Name]] = {}
    for source in left:
        if source in targets:
            nets.setdefault(frozenset(targets[source]), []).append(source)
    return tuple(Net(tuple(sources), tuple(targets[sources[0]])) for sources in nets.values())


def wired(
    nets: Sequence[Net], rows: Mapping[Name, int], entries: Mapping[tuple[int, Name], int]
) -> tuple[Wired, ...] | None:
    """Give each net its track; None where lines would read wrong whatever their order, or are too many.

    A line that leaves in a row goes up or down before another comes into the same row.
    """
    every = [
        Wired(net, tuple(rows[name] for name in net.sources), tuple(entries[at, name] for name in net.targets), None)
        for at, net in enumerate(nets)
    ]
    bent = [at for at, each in enumerate(every) if each.span[0] != each.span[1]]
    before = {
        at: {other for other in bent if other != at and not set(every[other].rows).isdisjoint(every[at].entries)}
        for at in bent
    }
    taken: dict[int, int] = {}
    while len(taken) < len(bent):
        ready = [at for at in bent if at not in taken and before[at] <= taken.keys()]
        if not ready:
            return None
        at = ready[0]
        track = 1 + max((taken[other] for other in before[at]), default=-1)
        while any(found == track and _overlap(every[other].span, every[at].span) for other, found in taken.items()):
            track += 1
        taken[at] = track
    if max(taken.values(), default=0) >= _MOST:
        return None
    return tuple(each._replace(track=taken.get(at)) for at, each in enumerate(every))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
