"""A layered layout of a graph: who stands in which column, in which order, so that few edges cross.

Each node stands one column right of the last that it depends on. An edge over several columns gets a place in each of
them, so that it leads past the nodes and not behind them. The order of a column is found by going through the columns
back and forth and putting each node at the middle of its neighbours (the barycentre method of Sugiyama).
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from compiler.ir.graph import Graph, levels

_SWEEPS: Final = 8

Place = str | tuple[str, str, int]
"""A node, or the place of an edge in a column that it passes: from, to, column."""


class Layers(NamedTuple):
    """The columns from the left, each from its top; and each edge as the places that it leads through."""

    columns: tuple[tuple[Place, ...], ...]
    edges: tuple[tuple[Place, ...], ...]

    @property
    def positions(self) -> dict[Place, tuple[int, int]]:
        """The column and row of each place."""
        return {place: (x, y) for x, column in enumerate(self.columns) for y, place in enumerate(column)}


def layered(graph: Graph) -> Layers:
    """Return the layout of a graph without cycles; each node is given with what it depends on."""
    level = levels(graph)
    columns: list[list[Place]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for name in graph:
        columns[level[name]].append(name)
    edges = []
    for name, others in graph.items():
        for other in dict.fromkeys(others):
            if other in level:
                between: list[Place] = [(other, name, x) for x in range(level[other] + 1, level[name])]
                for x, place in enumerate(between, level[other] + 1):
                    columns[x].append(place)
                edges.append((other, *between, name))
    return Layers(_ordered(columns, edges), tuple(edges))


def _ordered(columns: list[list[Place]], edges: Sequence[Sequence[Place]]) -> tuple[tuple[Place, ...], ...]:
    """Return the columns in the order with the fewest crossings of those that the sweeps came by."""
    before: dict[Place, list[Place]] = {place: [] for column in columns for place in column}
    after: dict[Place, list[Place]] = {place: [] for place in before}
    for edge in edges:
        for left, right in itertools.pairwise(edge):
            before[right].append(left)
            after[left].append(right)
    best, fewest = [list(column) for column in columns], _crossings(columns, after)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        rightward = sweep % 2 == 0
        order = range(1, len(columns)) if rightward else range(len(columns) - 2, -1, -1)
        for x in order:
            _sort(columns[x], columns[x - 1] if rightward else columns[x + 1], before if rightward else after)
        crossings = _crossings(columns, after)
        if crossings < fewest:
            best, fewest = [list(column) for column in columns], crossings
    return tuple(tuple(column) for column in best)


def _sort(column: list[Place], beside: Sequence[Place], neighbours: Mapping[Place, Sequence[Place]]) -> None:
    """Put each place of a column at the middle of its neighbours; one without keeps its part of the column."""
    rows = {place: row / max(len(beside) - 1, 1) for row, place in enumerate(beside)}
    own = {place: row / max(len(column) - 1, 1) for row, place in enumerate(column)}

    def middle(place: Place) -> float:
        found = [rows[other] for other in neighbours[place]]
        return sum(found) / len(found) if found else own[place]

    column.sort(key=middle)


def _crossings(columns: Sequence[Sequence[Place]], after: Mapping[Place, Sequence[Place]]) -> int:
    """Count the pairs of edges that cross, by the inversions between two columns."""
    from bisect import bisect_right, insort

    total = 0
    for left, right in itertools.pairwise(columns):
        rows = {place: row for row, place in enumerate(right)}
        seen: list[int] = []
        for place in left:
            ends = sorted(rows[other] for other in after[place])
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total
