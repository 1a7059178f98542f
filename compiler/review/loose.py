"""The differences of collections of records that have no name: triggers, inputs, volumes, routes."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from .changes import Path
from .comparing import Rule
from .edits import Edit, distinct, keyed, label
from .normal import content

if TYPE_CHECKING:
    from .differ import Differ

_MOST_PAIRS: Final = 2_500
"""So many are looked at for the nearest; beyond, the first that is called the same is the same."""


def loose_differences(
    differ: "Differ", rule: Rule, before: Sequence[Any], after: Sequence[Any], path: Path
) -> Iterator[Edit]:
    """Yield what differs: equal records are the same, then those that are nearest, and what is called the same."""
    old = keyed(rule, before)
    left, came = _unequal(old, after)
    for key, at, edits in _nearest(differ, rule, left, came, path):
        if key in left and at in came:
            del left[key], came[at]
            yield from edits
    yield from (Edit("removed", (*path, key), item, None) for key, item in left.items())
    taken = dict(old)
    for item in came.values():
        key = distinct(label(rule, item), taken)
        taken[key] = item
        yield Edit("added", (*path, key), None, item)


def _unequal(old: dict[str, Any], after: Sequence[Any]) -> tuple[dict[str, Any], dict[int, Any]]:
    """Return the records that have no equal on the other side: the old ones by key, the new ones by place."""
    places: dict[str, list[int]] = {}
    for at, item in enumerate(after):
        places.setdefault(content(item), []).append(at)
    left = {}
    for key, item in old.items():
        equal = places.get(content(item))
        if equal:
            equal.pop(0)
        else:
            left[key] = item
    return left, {at: after[at] for at in sorted(at for row in places.values() for at in row)}


def _nearest(
    differ: "Differ", rule: Rule, left: dict[str, Any], came: dict[int, Any], path: Path
) -> list[tuple[str, int, list[Edit]]]:
    """Return what may be the same, the nearest first, with the differences."""
    few = len(left) * len(came) <= _MOST_PAIRS
    called: dict[str, list[int]] = {}
    for at, other in came.items():
        called.setdefault(label(rule, other), []).append(at)
    found = []
    for key, item in left.items():
        same = called.get(label(rule, item), [])
        for at in tuple(came) if few else [same.pop(0)] if same else ():
            edits = list(differ.record(item, came[at], (*path, key)))
            if len(edits) == 1 or at in same or not few:
                found.append((key, at, edits))
    return sorted(found, key=lambda each: len(each[2]))
