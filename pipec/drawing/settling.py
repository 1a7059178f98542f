"""How high the places of a layered graph stand: each near the middle of its neighbours, none over another."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Final

_SWEEPS: Final = 10
_STRAIGHT: Final = 6.0
"""How much more the places that an edge passes through pull on each other: long edges become straight."""

Name = str | tuple[str, str, int]


def settle(
    columns: Sequence[Sequence[Name]], edges: Sequence[Sequence[Name]], heights: Mapping[Name, float]
) -> dict[Name, float]:
    """Return the middle of each place; `heights` are with the room around. The order of a column stays as it is."""
    before: dict[Name, list[Name]] = {name: [] for name in heights}
    after: dict[Name, list[Name]] = {name: [] for name in heights}
    for edge in edges:
        for left, right in itertools.pairwise(edge):
            before[right].append(left)
            after[left].append(right)
    middles = {name: middle for column in columns for name, middle in _stacked(column, heights)}
    for sweep in range(_SWEEPS):
        order = columns if sweep % 2 == 0 else columns[::-1]
        for column in order:
            sides = (before, after) if sweep >= _SWEEPS - 2 else ((before,) if sweep % 2 == 0 else (after,))
            _settle_column(column, heights, middles, sides)
    return middles


def _stacked(column: Sequence[Name], heights: Mapping[Name, float]) -> list[tuple[Name, float]]:
    top = -sum(heights[name] for name in column) / 2
    found = []
    for name in column:
        found.append((name, top + heights[name] / 2))
        top += heights[name]
    return found


def _settle_column(
    column: Sequence[Name],
    heights: Mapping[Name, float],
    middles: dict[Name, float],
    sides: Sequence[Mapping[Name, Sequence[Name]]],
) -> None:
    """Move the places of one column to where they would be, as near as the others let them (least squares)."""
    wanted, weights = [], []
    for name in column:
        sums, weight = 0.0, 0.0
        for side in sides:
            for other in side[name]:
                pull = _STRAIGHT if isinstance(name, tuple) and isinstance(other, tuple) else 1.0
                sums += pull * middles[other]
                weight += pull
        wanted.append(sums / weight if weight else middles[name])
        weights.append(weight or 0.1)
    offsets = [0.0]
    for left, right in itertools.pairwise(column):
        offsets.append(offsets[-1] + (heights[left] + heights[right]) / 2)
    rising = monotone([want - offset for want, offset in zip(wanted, offsets, strict=True)], weights)
    for name, value, offset in zip(column, rising, offsets, strict=True):
        middles[name] = value + offset


def monotone(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the nearest numbers that never fall: neighbours that would are put at their mean (pool adjacent)."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        mean, total, count = value, weight, 1
        while blocks and blocks[-1][0] > mean:
            other, others, number = blocks.pop()
            mean = (mean * total + other * others) / (total + others)
            total, count = total + others, count + number
        blocks.append((mean, total, count))
    return [mean for mean, _, count in blocks for _ in range(count)]
