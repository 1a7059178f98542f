"""What the types of the plan say of the values that fields can have."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

from ..diagnostics import Span
from ..ir.expression.syntax import Literal
from ..ir.job import ArgumentList, ArgumentMap
from ..ir.plan import Parameter

MIXED = frozenset({Literal, ArgumentMap, ArgumentList, Parameter})
"""Records with fields that may be a boolean or a number: Python takes `true` for 1, and a pipeline does not."""


def classes_in(hint: Any) -> Iterator[type]:
    """Yield the classes of the records that values of an annotation are, or have directly in a tuple."""
    if hasattr(hint, "_fields") and hint is not Span:
        yield hint
    for inner in get_args(hint):
        if inner is not NoneType and inner is not ...:
            yield from classes_in(inner)


@cache
def reached(record: Any) -> AbstractSet[type]:
    """Return the classes of records that are anywhere in one of this class, itself among them."""
    found: set[type] = set()
    waiting: list[Any] = [record]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += [inner for hint in get_type_hints(each).values() for inner in classes_in(hint)]
    return frozenset(found)


@cache
def holders(record: Any, wanted: AbstractSet[type]) -> tuple[int, ...]:
    """Return the places of the fields in which there can be a record of the classes that are wanted."""
    hints = get_type_hints(record)
    return tuple(
        at
        for at, name in enumerate(record._fields)
        if any(not wanted.isdisjoint(reached(each)) for each in classes_in(hints[name]))
    )
