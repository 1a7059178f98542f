"""Whether two normal values mean the same. Python takes `true` for 1, and a pipeline does not."""

from typing import Any

from ..ir.values import Variable
from .holding import MIXED, holders


def same(before: Any, after: Any) -> bool:
    """Tell whether two values are equal, down to what is a boolean and what a number."""
    return bool(before == after) and _same_kinds(before, after)


def _same_kinds(before: Any, after: Any) -> bool:
    """Tell whether equal values are booleans in the same places, as far as types leave that open."""
    if before is after or not isinstance(before, tuple):
        return isinstance(before, bool) is isinstance(after, bool)
    kind: Any = type(before)
    if kind is tuple:
        return _are_constant(before) or all(map(_same_kinds, before, after))
    places = range(len(before)) if kind in MIXED else holders(kind, MIXED)
    return all(_same_kinds(before[at], after[at]) for at in places if before[at])


def _are_constant(items: tuple[Any, ...]) -> bool:
    """Tell whether these are variables whose texts are known: most of what a plan has."""
    return isinstance(items[0], Variable) and all(
        len(each.value.parts) == 1 and isinstance(each.value.parts[0], str) for each in items
    )
