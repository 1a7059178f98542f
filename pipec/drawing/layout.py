"""Where the boxes and edges of a picture stand, in pixels: columns by level, edges around boxes."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from compiler.ir.graph import levels, reaches

from .groups import Group
from .settling import Name, settle

MARGIN: Final = 20
GAP: Final = 18
_LANE: Final = 9
_PASSING: Final = 14
"""The height of a place that an edge passes through."""
_MOST_PLACES: Final = 6_000
"""So many places in columns between are given to edges that pass them; longer edges take a lane above all boxes."""
_MOST_LANES: Final = 40
_CHECKED: Final = 200

Point = tuple[int, int]
Size = tuple[int, int]


class Layout(NamedTuple):
    """Corners of the boxes (left upper), the widths of their columns, the paths of edges in SVG's words, the extent."""

    width: int
    height: int
    corners: tuple[Point, ...]
    widths: tuple[int, ...]
    paths: Mapping[tuple[int, int], str]


class _Columns(NamedTuple):
    left: tuple[int, ...]
    width: tuple[int, ...]


def lay_out(sizes: Sequence[Size], links: Sequence[Sequence[int]], unsure: frozenset[tuple[int, int]]) -> Layout:
    """Lay boxes out; `links` are by box the boxes before it, `unsure` those of them that may lead backwards."""
    from runtime.reporting.layers import layered

    layers = layered(_short(forward(links, unsure)))
    room: dict[Name, float] = {
        name: sizes[int(name)][1] + GAP if isinstance(name, str) else _PASSING
        for column in layers.columns
        for name in column
    }
    middles = settle(layers.columns, layers.edges, room)
    columns = _columns(layers.columns, layers.edges, sizes, middles)
    place = {name: x for x, column in enumerate(layers.columns) for name in column}
    passed = {(int(str(edge[0])), int(str(edge[-1]))): edge for edge in layers.edges}
    others = [(other, box) for box, before in enumerate(links) for other in before if (other, box) not in passed]
    lanes = _lanes(others, [place[str(box)] for box in range(len(sizes))])
    middle = _shifted(middles, sizes, MARGIN + (_LANE * (1 + max(lanes.values())) if lanes else 0))
    paths = {pair: _curve(edge, middle, place, columns) for pair, edge in passed.items()}
    for (before, box), lane in lanes.items():
        ends = (place[str(before)], middle[str(before)]), (place[str(box)], middle[str(box)])
        paths[before, box] = _detour(*ends, MARGIN + lane * _LANE, columns, before)
    return _framed(sizes, [place[str(box)] for box in range(len(sizes))], middle, columns, paths)


def _shifted(middles: Mapping[Name, float], sizes: Sequence[Size], top: int) -> dict[Name, int]:
    """Return the middles in whole pixels, so that the uppermost box or place begins at `top`."""
    first = min((middles[str(box)] - size[1] / 2 for box, size in enumerate(sizes)), default=0.0)
    first = min([first, *middles.values()])
    return {name: round(value - first + top) for name, value in middles.items()}


def _framed(
    sizes: Sequence[Size],
    place: Sequence[int],
    middle: Mapping[Name, int],
    columns: _Columns,
    paths: Mapping[tuple[int, int], str],
) -> Layout:
    """Return the layout, with the extent of all that is in it."""
    corners = tuple(
        (columns.left[x], middle[str(box)] - size[1] // 2)
        for box, (x, size) in enumerate(zip(place, sizes, strict=True))
    )
    bottom = max([*(y + size[1] for (_, y), size in zip(corners, sizes, strict=True)), *middle.values(), 0])
    right = columns.left[-1] + columns.width[-1] + MARGIN if columns.left else 0
    detours = 24 if any("V" in path for path in paths.values()) else 0
    widths = tuple(columns.width[x] for x in place)
    return Layout(max(right + detours, 2 * MARGIN), bottom + MARGIN, corners, widths, paths)


def doubtful(groups: Sequence[Group]) -> frozenset[tuple[int, int]]:
    """Return the edges (box, the one before) that went and may lead backwards: all others lead to a later level."""
    return frozenset(
        (place, link.before)
        for place, each in enumerate(groups)
        for link in each.links
        if groups[link.before].level >= each.level
    )


def forward(links: Sequence[Sequence[int]], unsure: frozenset[tuple[int, int]]) -> dict[str, list[str]]:
    """Return the graph without those edges that would close a cycle: they do not say where boxes stand."""
    graph = {
        str(box): [str(other) for other in before if (box, other) not in unsure] for box, before in enumerate(links)
    }
    for box, other in sorted(unsure)[:_CHECKED]:
        if box != other and not reaches(graph, str(other), str(box)):
            graph[str(box)].append(str(other))
    return graph


def _short(graph: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the graph without its longest edges, if all need too many places. Levels stay: they hang on short ones."""
    level = levels(graph)
    spans = sorted(level[box] - level[other] - 1 for box, before in graph.items() for other in before)
    total, most = 0, 0
    for span in spans:
        total += span
        if total > _MOST_PLACES:
            break
        most = span
    return {box: [other for other in before if level[box] - level[other] - 1 <= most] for box, before in graph.items()}


def _columns(
    columns: Sequence[Sequence[Name]],
    edges: Sequence[Sequence[Name]],
    sizes: Sequence[Size],
    middles: Mapping[Name, float],
) -> _Columns:
    """Return the columns' left sides and widths; between two is room for the steepest edge."""
    place = {name: x for x, column in enumerate(columns) for name in column}
    steep = [0.0] * len(columns)
    for edge in edges:
        for left, right in itertools.pairwise(edge):
            x = place[left]
            steep[x] = max(steep[x], abs(middles[left] - middles[right]))
    widths = tuple(max(sizes[int(name)][0] for name in column if isinstance(name, str)) for column in columns)
    lefts, x = [], MARGIN
    for width, rise in zip(widths, steep, strict=True):
        lefts.append(x)
        x += width + round(min(max(rise / 6, 52), 150))
    return _Columns(tuple(lefts), widths)


def _curve(edge: Sequence[Name], middle: Mapping[Name, int], place: Mapping[Name, int], columns: _Columns) -> str:
    """Return an edge: level through the columns that it passes, curved between them."""
    x, y = columns.left[place[edge[0]]] + columns.width[place[edge[0]]], middle[edge[0]]
    parts = [f"M{x} {y}"]
    for at, name in enumerate(edge[1:], 2):
        left, end = columns.left[place[name]], middle[name]
        bend = (x + left) // 2
        parts.append(f"H{left}" if y == end else f"C{bend} {y} {bend} {end} {left} {end}")
        x, y = left, end
        if at < len(edge):
            x += columns.width[place[name]]
            parts.append(f"H{x}")
    return "".join(parts)


def _lanes(edges: Sequence[tuple[int, int]], place: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return a lane for each edge: those of one box share one; others that overlap do when there are no more."""
    spans: dict[int, tuple[int, int]] = {}
    for before, box in edges:
        first, last = spans.get(before, (place[before], place[before]))
        spans[before] = min(first, place[box]), max(last, place[box])
    ends: list[int] = []
    lanes: dict[int, int] = {}
    for before, (first, last) in sorted(spans.items(), key=lambda item: (item[1], item[0])):
        free = next((lane for lane, end in enumerate(ends) if end < first), len(ends))
        if free == len(ends) and len(ends) < _MOST_LANES:
            ends.append(last)
        free = min(free, _MOST_LANES - 1)
        ends[free] = max(ends[free], last)
        lanes[before] = free
    return {(before, box): lanes[before] for before, box in edges}


def _detour(start: tuple[int, int], end: tuple[int, int], lane: int, columns: _Columns, number: int) -> str:
    """Return an edge through a lane above all boxes: up and down between columns alone."""
    (column, y), (goal, bottom) = start, end
    x = columns.left[column] + columns.width[column]
    left = columns.left[goal]
    out = x + 8 + 3 * (number % 4)
    back = left - 14 - 3 * (number % 4)
    return f"M{x} {y}H{out}V{lane}H{back}V{bottom}H{left}"
