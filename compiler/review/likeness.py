"""How alike two records are, and which of those that went is which of those that came.

A record is taken apart into leaves: single values that are not the default, scripts by line. Two records are as alike
as the share of leaves that they have in common (Sørensen and Dice), from 0 to 1.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from ..ir.values import Text
from .differ import Differ
from .fields import TABLE
from .normal import EXPRESSIONS

SURE: Final = 0.75
"""Records at least so alike are the same with another name, whatever else has changed, if they are of some size."""

_SOME: Final = 8
"""The leaves that records of some size have in common."""

ENOUGH: Final = 0.5
"""Records at least so alike are the same if that takes no more words than that one went and another came."""

LEAST: Final = 0.2
"""Below, records are never the same; at least so alike, they are if that takes fewer words."""

_MOST_PAIRS: Final = 10_000
"""So many are looked at; beyond, only records with equal content are recognised."""

Leaves = Counter[Any]


def leaves(value: Any, place: tuple[Any, ...] = ()) -> Leaves:
    """Return the leaves of a normal record, each with how often it is there."""
    return Counter(_leaves(value, place))


def _leaves(value: Any, place: tuple[Any, ...]) -> Iterator[Any]:
    if isinstance(value, str) and "\n" in value:
        yield from ((place, line) for line in value.splitlines())
    elif isinstance(value, (Text, *EXPRESSIONS)):
        yield place, repr(value)
    elif not isinstance(value, tuple):
        yield place, type(value) is bool, value
    elif hasattr(value, "_fields"):
        record: Any = value
        defaults = record._field_defaults
        for name, item in zip(record._fields, record, strict=True):
            if item and not (name in defaults and _are_equal(defaults[name], item)):  # nothing at all is no likeness
                yield from _leaves(item, (*place, name))
    else:
        for item in value:
            yield from _leaves(item, place)


def _are_equal(default: Any, item: Any) -> bool:
    """Tell whether a value is the default, in whatever order names of it come."""
    if default == item or not (isinstance(default, tuple) and isinstance(item, tuple)):
        return bool(default == item)
    return len(default) == len(item) and sorted(map(repr, default)) == sorted(map(repr, item))


def likeness(one: Leaves, other: Leaves) -> float:
    """Return how alike two records are by their leaves; those without any are equal."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def distance(one: Any, other: Any) -> int:
    """Return how many changes lead from one normal record to another."""
    if type(one) in TABLE and type(one) is type(other):
        return sum(1 for _ in Differ().record(one, other))
    return 0 if one == other else 1


Saving = Callable[[str, str], int]
"""How many changes elsewhere it saves to take what is called the one for what is called the other."""


def match(
    gone: Mapping[str, Any],
    came: Mapping[str, Any],
    saving: Saving = lambda _one, _other: 0,
    words: Callable[[Any, Any], int] = distance,
) -> dict[str, str]:
    """Return the keys that went to those that came, for records that are equal or nearly so, the most alike first.

    What is given has been made such that what has another name alone is equal. `words` says how many changes lead from
    one to another.
    """
    found = _equal(gone, came, saving)
    taken = set(found.values())
    rest = {key: item for key, item in gone.items() if key not in found}
    others = {key: item for key, item in came.items() if key not in taken}
    if rest and len(rest) * len(others) <= _MOST_PAIRS:
        found.update(_nearest(rest, others, saving, words))
    return found


def _equal(gone: Mapping[str, Any], came: Mapping[str, Any], saving: Saving) -> dict[str, str]:
    """Return pairs of equal records; of several that are equal, those first that save the most words elsewhere."""
    groups: dict[str, tuple[list[str], list[str]]] = {}
    for side, items in enumerate((gone, came)):
        for key, item in items.items():
            groups.setdefault(repr(item), ([], []))[side].append(key)
    found: dict[str, str] = {}
    for keys, others in groups.values():
        if len(keys) * len(others) > _MOST_PAIRS:
            found.update(zip(keys, others, strict=False))
            continue
        for key, other in sorted(((key, other) for key in keys for other in others), key=lambda pair: -saving(*pair)):
            if key not in found and other not in found.values():
                found[key] = other
    return found


def _nearest(
    gone: Mapping[str, Any], came: Mapping[str, Any], saving: Saving, words: Callable[[Any, Any], int]
) -> dict[str, str]:
    """Return pairs of unequal records that are the same: those first that take the fewest words."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, _, key, other in sorted(_rated(gone, came, saving, words)):
        if key not in found and other not in taken:
            found[key] = other
            taken.add(other)
    return found


def _rated(
    gone: Mapping[str, Any], came: Mapping[str, Any], saving: Saving, words: Callable[[Any, Any], int]
) -> Iterator[tuple[int, float, Sequence[int], str, str]]:
    """Yield what may be the same: the words that it takes more, how unlike, the places, the keys."""
    new = {key: leaves(item) for key, item in came.items()}
    for at, (key, item) in enumerate(gone.items()):
        own = leaves(item)
        for to, (other, two) in enumerate(new.items()):
            rate = likeness(own, two)
            if rate >= LEAST:
                more = words(item, came[other]) - saving(key, other) - 1
                sure = rate >= SURE and (own & two).total() >= _SOME
                if sure or (rate >= ENOUGH and more <= 0) or more < 0:
                    yield more, -rate, (at, to), key, other
