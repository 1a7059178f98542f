"""A plan in its normal form: what has no order in the file is sorted, spans are dropped, digests are made anew.

Two files that mean the same have equal normal forms, and `canonical_bytes` of these are equal.
"""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, Final, get_type_hints

from ..diagnostics import NOWHERE
from ..ir.expression.syntax import Binary, Call, Index, Literal, Member, Root, Unary
from ..ir.expression.walk import placed
from ..ir.graph import topological_order
from ..ir.job import ArgumentList, ArgumentMap, Job
from ..ir.passes.digest_components import digest_components
from ..ir.plan import Plan
from ..ir.values import Text, Variable
from .comparing import VARIABLES, Fields, Rule
from .fields import TABLE
from .holding import classes_in

Making = Callable[[Any], Any]

_new: Final = tuple.__new__  # half the time of the classes' own

EXPRESSIONS: Final = (Binary, Call, Index, Literal, Member, Root, Unary)


def normal(plan: Plan) -> Plan:
    """Return a plan in its normal form; one that is in it already stays what it is."""
    return finished(normal_record(plan))


def finished(plan: Plan) -> Plan:
    """Return a plan of normal records with its jobs in order and the digests of its components."""
    return digest_components(plan._replace(jobs=in_order(plan.jobs)))


def in_order(jobs: tuple[Job, ...]) -> tuple[Job, ...]:
    """Return jobs in the topological order in which ids decide between those that could come next."""
    rows = sorted(jobs, key=lambda job: job.id)
    graph = {job.id: [dependency.job for dependency in job.depends_on] for job in rows}
    if len(graph) < len(rows):
        return tuple(rows)
    named = {job.id: job for job in rows}
    try:
        return tuple(named[name] for name in topological_order(graph))
    except ValueError:  # a cycle: no plan of ours
        return tuple(rows)


def normal_record(record: Any) -> Any:
    """Return a record of the plan, or a value that a record has, in its normal form."""
    making = _MAKING[type(record)]
    return _value(record) if making is None else making(record)


def _value(value: Any) -> Any:
    """Return a value without spans, its expressions without offsets."""
    if not isinstance(value, tuple) or not value:
        return value
    if isinstance(value, Text):
        return _text(value)
    if isinstance(value, EXPRESSIONS):
        return placed(value, 0, 0)
    making = _MAKING[type(value)]
    if making is not None:
        return making(value)
    if hasattr(value, "_fields"):
        return _plain_record(value)
    return tuple(_value(item) for item in value)


def _text(text: Text) -> Text:
    parts = text.parts
    return text if len(parts) == 1 and isinstance(parts[0], str) else Text(tuple(map(_value, parts)))


def _plain_record(value: Any) -> Any:
    """Return a record that is only ever a part of a value, without spans."""
    record: Any = type(value)
    origins, inner = _parts_of(record)
    items = list(value)
    for at in origins:
        items[at] = NOWHERE
    for at in inner:
        items[at] = _value(items[at])
    return _new(record, items)


@cache
def _parts_of(record: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the places of a record's spans, and of fields that may have records."""
    hints = get_type_hints(record)
    origins = tuple(at for at, name in enumerate(record._fields) if name.endswith("origin"))
    inner = tuple(at for at, name in enumerate(record._fields) if next(classes_in(hints[name]), None) is not None)
    return origins, inner


def _bag(items: Any) -> Any:
    return items if len(items) < 2 else tuple(sorted(items))


def _set(items: Any) -> Any:
    return items if len(items) < 2 else tuple(sorted(dict.fromkeys(items)))


def _globs(items: Any) -> Any:
    return items if any(item.startswith("!") for item in items) else _bag(items)


def _argument(value: Any) -> Any:
    if isinstance(value, ArgumentMap):
        return ArgumentMap(tuple(sorted(((name, _argument(item)) for name, item in value.entries), key=_first)))
    if isinstance(value, ArgumentList):
        return ArgumentList(tuple(_argument(item) for item in value.items))
    return _value(value)


def _first(pair: tuple[Any, ...]) -> str:
    name: str = pair[0]
    return name


def _records(rule: Rule) -> Making:
    """Return what makes the normal form of a collection of records."""
    if rule.how == "loose":
        return lambda items: tuple(sorted(map(normal_record, items), key=content))
    if rule.ordered:
        return lambda items: tuple(map(normal_record, items))
    if rule == VARIABLES:
        return _variables
    key = attrgetter(rule.key)
    return lambda items: tuple(sorted(map(normal_record, items), key=key))


def _variables(items: tuple[Variable, ...]) -> tuple[Variable, ...]:
    """Return variables in their normal form: they are most of a plan, and get no detours."""
    made = [_new(Variable, (name, _text(value), NOWHERE)) for name, value, _ in items]
    made.sort(key=_first)
    return tuple(made)


def content(record: Any) -> str:
    """Return a text by which records without a name are sorted: equal for equal records alone."""
    return repr(record)


_PARTS: Final[dict[str, Making]] = {
    "value": _value,
    "bag": _bag,
    "set": _set,
    "globs": _globs,
    "record": normal_record,
    "pairs": _bag,
    "arguments": _argument,
}


def _making(record: Any, rules: Fields) -> Making:
    """Return what makes the normal form of one kind of record, touching only fields with something to do."""
    names = record._fields
    hints = get_type_hints(record)
    busy = {name for name, hint in hints.items() if rules[name].how != "value" or next(classes_in(hint), None)}
    work = [(at, _part(rules[name])) for at, name in enumerate(names) if name in busy and rules[name].how in _WORKING]
    origins = [at for at, name in enumerate(names) if rules[name].how == "origin"]
    derived = [at for at, name in enumerate(names) if rules[name].how == "derived"]

    def make(value: Any) -> Any:
        items = list(value)
        for at in origins:
            items[at] = NOWHERE
        for at in derived:
            items[at] = ""
        for at, part in work:
            item = items[at]
            if item:  # an empty collection, and nothing at all, are in their normal form
                items[at] = part(item)
        return _new(record, items)

    return make


_WORKING: Final = {*_PARTS, "named", "loose"}


def _part(rule: Rule) -> Making:
    return _records(rule) if rule.how in {"named", "loose"} else _PARTS[rule.how]


class _Makings(dict[Any, Making | None]):
    """What makes the normal form of each kind of record, made itself when it is first asked for; None for others."""

    def __missing__(self, record: Any) -> Making | None:
        self[record] = _making(record, TABLE[record]) if record in TABLE else None
        return self[record]


_MAKING: Final = _Makings()
