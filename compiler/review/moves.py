"""The differences of ordered collections: what was put in, what moved, as few as can be."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .changes import Path
from .comparing import Rule
from .edits import Edit, keyed, renamed_alone

if TYPE_CHECKING:
    from .differ import Differ

Pairs = Sequence[tuple[int, int]]
"""Which items are the same: their indices before and after, in the order after."""


class Pairing(NamedTuple):
    """Which items of an ordered collection are the same, and the keys that all have before and after."""

    pairs: Pairs
    former: tuple[str, ...]
    keys: tuple[str, ...]


def ordered_edits(
    differ: "Differ", rule: Rule, before: Sequence[Any], after: Sequence[Any], path: Path
) -> Iterator[Edit]:
    """Yield what differs in two collections whose order counts."""
    old, new = keyed(rule, before), keyed(rule, after)
    known = differ.pairs.get(path)
    if known is None:
        renamed = renamed_alone(rule, old, new) if rule.renames == "own" else {}
        yield from (Edit("renamed", (*path, key), name, key) for name, key in renamed.items())
        former = tuple(renamed.get(key, key) for key in old)
        places = {key: at for at, key in enumerate(former)}
        known = Pairing([(places[key], at) for at, key in enumerate(new) if key in places], former, tuple(new))
    pairs, former, keys = known
    kept = {old_at for old_at, _ in pairs}
    yield from (Edit("removed", (*path, former[at]), item, None) for at, item in enumerate(before) if at not in kept)
    for old_at, new_at in moved(pairs):
        earlier = (former[old_at - 1] if old_at else "", keys[new_at - 1] if new_at else "")
        yield Edit("moved", (*path, keys[new_at]), *earlier, (former[old_at], keys[new_at]), new_at)
    here = {new_at for _, new_at in pairs}
    for at, (key, item) in enumerate(new.items()):
        if at not in here:
            yield Edit("added", (*path, key), None, item, place=at)
    for old_at, new_at in pairs:
        yield from differ.record(before[old_at], after[new_at], (*path, keys[new_at]))


def moved(pairs: Pairs) -> list[tuple[int, int]]:
    """Return the pairs to move so that all are in order; the others are a longest increasing subsequence."""
    tails: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for index, (old, _) in enumerate(pairs):
        at = bisect_left(tails, old)
        tails[at : at + 1] = [old]
        ends[at : at + 1] = [index]
        back.append(ends[at - 1] if at else -1)
    stay = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        stay.add(index)
        index = back[index]
    return [pair for index, pair in enumerate(pairs) if index not in stay]
