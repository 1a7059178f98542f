"""The name that somebody probably meant."""

from collections.abc import Iterable
from typing import Final

_MAX_LENGTH: Final = 64
"""Longer names are not compared: the work grows with the square of the length."""


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate closest to `name`, or None if none is close.

    At most a third of the letters may differ; a swap of two neighbours is one difference, another case or `-` for
    `_` is none. Of equals the first in alphabetical order wins, one with the same case before all.
    """
    if not 0 < len(name) <= _MAX_LENGTH:
        return None
    limit = max(1, len(name) // 3)
    folded = _fold(name)
    best: tuple[int, int, str] | None = None
    for candidate in candidates:
        if candidate == name or abs(len(candidate) - len(name)) > limit:
            continue
        distance = _distance(folded, _fold(candidate), limit)
        if distance > limit or distance >= len(candidate):
            continue
        rank = (distance, _distance(name, candidate, len(name)), candidate)
        if best is None or rank < best:
            best = rank
    return best[2] if best else None


def _fold(name: str) -> str:
    return name.casefold().replace("-", "_")


def _distance(left: str, right: str, limit: int) -> int:
    """Return how many letters are changed, added, dropped or swapped; more than `limit` as soon as that is sure."""
    two_above: list[int] = []
    above = list(range(len(right) + 1))
    for i, char in enumerate(left, 1):
        row = [i]
        for j, other in enumerate(right, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and other == left[i - 2]:
                cost = min(cost, two_above[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        two_above, above = above, row
    return above[-1]
