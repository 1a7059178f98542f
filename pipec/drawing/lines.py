"""A small graph as labels and lines for a terminal, from left to right; None where it does not fit."""

import itertools
from collections.abc import Sequence
from typing import Final, NamedTuple

from compiler.diagnostics.terminal import visible

from .canvas import DOWN, LEFT, RIGHT, UP, Canvas
from .groups import Group, Link
from .lanes import Net, Wired, nets_of, wired
from .layout import doubtful, forward
from .marks import SIGNS
from .settling import Name, settle
from .widths import columns, cut

_MOST_BOXES: Final = 40
_MOST_ROWS: Final = 20
_WHOLE: Final = 1_000
_LABELS: Final = (28, 18, 12)
"""How long labels may be: the longest at which it all fits is taken."""


class _Gap(NamedTuple):
    """The room between two columns: before the first line up and down, from one to the next, after the last."""

    lead: int
    step: int
    tail: int


_GAPS: Final = (_Gap(2, 2, 3), _Gap(2, 1, 3), _Gap(1, 1, 2))


class _Grid(NamedTuple):
    """Where everything stands: rows of places, rows in which a net comes to a place, the nets of each gap."""

    columns: Sequence[Sequence[Name]]
    rows: dict[Name, int]
    entries: list[dict[tuple[int, Name], int]]
    gaps: list[tuple[Wired, ...]]


def draw_lines(groups: Sequence[Group], styles: Sequence[str], width: int, *, color: bool) -> list[str] | None:
    """Return the rows of the drawing; `styles` are those of the labels. Edges that may lead backwards are left out."""
    if len(groups) > _MOST_BOXES or not any(each.links for each in groups):
        return None
    grid = _grid(groups)
    if grid is None or max(grid.rows.values()) >= _MOST_ROWS:
        return None
    for longest in _LABELS:
        labels = [_label(each, longest) for each in groups]
        if len({*labels}) < len({_label(each, _WHOLE) for each in groups}):
            return None
        for gap in _GAPS:
            lefts = _lefts(grid, labels, gap)
            if lefts[-1] <= width:
                return _drawn(grid, labels, styles, lefts, gap).rows(color=color)
    return None


def _label(each: Group, longest: int) -> str:
    sign = "" if each.kind is None else f"{SIGNS[each.kind]} "
    count = f" x{len(each.jobs)}" if len(each.jobs) > 1 else ""
    return sign + cut(visible(each.label), longest - len(count)) + count


def _grid(groups: Sequence[Group]) -> _Grid | None:
    from runtime.reporting.layers import layered

    links = [[link.before for link in each.links if _is_drawn(groups, each, link)] for each in groups]
    graph = forward(links, doubtful(groups))
    layers = layered(graph)
    steps = [list(itertools.pairwise(edge)) for edge in layers.edges]
    place = {name: x for x, column in enumerate(layers.columns) for name in column}
    gaps: list[list[tuple[Name, Name]]] = [[] for _ in layers.columns[1:]]
    for left, right in itertools.chain.from_iterable(steps):
        gaps[place[left]].append((left, right))
    nets = [nets_of(layers.columns[x], edges) for x, edges in enumerate(gaps)]
    heights: dict[Name, float] = {
        name: max(1, sum(name in net.targets for net in nets[x - 1]) if x else 1)
        for x, column in enumerate(layers.columns)
        for name in column
    }
    rows = _rows(layers.columns, layers.edges, heights)
    entries = [_entries(each, layers.columns[x + 1], rows) for x, each in enumerate(nets)]
    laid = [wired(each, rows, entries[x]) for x, each in enumerate(nets)]
    found = [each for each in laid if each is not None]
    return _Grid(layers.columns, rows, entries, found) if len(found) == len(laid) else None


def _is_drawn(groups: Sequence[Group], each: Group, link: Link) -> bool:
    """Tell whether an edge is there, or one of its jobs is not, which says enough of the edge."""
    return link.mark != "removed" or "removed" in (each.kind, groups[link.before].kind)


def _rows(
    every: Sequence[Sequence[Name]], edges: Sequence[Sequence[Name]], heights: dict[Name, float]
) -> dict[Name, int]:
    """Return the row of each label: as high as its neighbours, below what stands over it."""
    middles = settle(every, edges, heights)
    tops = {name: middle - heights[name] / 2 for name, middle in middles.items()}
    rows: dict[Name, int] = {}
    first = min(tops.values())
    for column in every:
        free = 0
        for name in column:
            rows[name] = max(free, round(tops[name] - first))
            free = rows[name] + round(heights[name])
    return rows


def _entries(nets: Sequence[Net], right: Sequence[Name], rows: dict[Name, int]) -> dict[tuple[int, Name], int]:
    """Return the row in which each net comes to each of its targets: the label's own, then those below it."""
    found: dict[tuple[int, Name], int] = {}
    for name in right:
        coming = [at for at, net in enumerate(nets) if name in net.targets]
        coming.sort(key=lambda at: min(rows[source] for source in nets[at].sources))
        found |= {(at, name): rows[name] + below for below, at in enumerate(coming)}
    return found


def _lefts(grid: _Grid, labels: Sequence[str], gap: _Gap) -> list[int]:
    """Return where each column of labels begins, and at the end the width of all."""
    lefts, left = [], 0
    for x, column in enumerate(grid.columns):
        lefts.append(left)
        left += max((columns(labels[int(name)]) for name in column if isinstance(name, str)), default=1)
        if x < len(grid.gaps):
            left += gap.lead + gap.step * _tracks(grid.gaps[x]) + gap.tail
    return [*lefts, left]


def _tracks(gap: Sequence[Wired]) -> int:
    return max((each.track for each in gap if each.track is not None), default=-1) + 1


def _drawn(grid: _Grid, labels: Sequence[str], styles: Sequence[str], lefts: Sequence[int], gap: _Gap) -> Canvas:
    canvas = Canvas()
    ends = [0] * len(grid.columns)
    for x, column in enumerate(grid.columns):
        ends[x] = lefts[x] + max((columns(labels[int(name)]) for name in column if isinstance(name, str)), default=1)
    for x, nets in enumerate(grid.gaps):
        turns = [ends[x] + gap.lead + gap.step * (each.track or 0) for each in nets]
        for each, turn in zip(nets, turns, strict=True):
            _net(canvas, grid, each, (lefts[x], turn, lefts[x + 1]), labels)
        for each, turn in zip(nets, turns, strict=True):
            _track(canvas, each, turn)
    for x, column in enumerate(grid.columns):
        for name in column:
            if isinstance(name, str):
                canvas.put(grid.rows[name], lefts[x], labels[int(name)], styles[int(name)])
    return canvas


def _net(canvas: Canvas, grid: _Grid, each: Wired, where: tuple[int, int, int], labels: Sequence[str]) -> None:
    """Draw what is level: from the sources to the line up and down, and on to the targets."""
    first, turn, left = where
    for name in each.net.sources:
        begin = first + (columns(labels[int(name)]) + 1 if isinstance(name, str) else 0)
        canvas.level(grid.rows[name], begin, turn + 1)
    for name, row in zip(each.net.targets, each.entries, strict=True):
        if isinstance(name, tuple):
            canvas.level(row, turn, left)
        elif row == grid.rows[name]:
            canvas.level(row, turn, left - 2)
            canvas.put(row, left - 2, "▸")
        else:
            canvas.level(row, turn, left)
            for above in range(grid.rows[name] + 1, row):
                canvas.joint(above, left, UP | DOWN | LEFT)
            canvas.joint(row, left, UP | LEFT)


def _track(canvas: Canvas, each: Wired, column: int) -> None:
    """Draw the line up and down. What it crosses goes on behind it."""
    if each.track is None:
        return
    first, last = each.span
    for row in range(first, last + 1):
        ways = (UP if row > first else 0) | (DOWN if row < last else 0)
        ways |= (LEFT if row in each.rows else 0) | (RIGHT if row in each.entries else 0)
        canvas.joint(row, column, ways)
