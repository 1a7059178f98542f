"""The table of what is compared knows every field of every record of the plan."""

from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from compiler.diagnostics import Span
from compiler.ir.expression.syntax import Expression
from compiler.ir.job import ArgumentList, ArgumentMap
from compiler.ir.plan import Plan, Retention
from compiler.ir.release import Analysis, ArtifactReference, Stage
from compiler.ir.values import BuiltImage, Image, Secret, Text
from compiler.review.fields import TABLE

WHOLE = {ArgumentList, ArgumentMap, Text, Secret, Image, BuiltImage, ArtifactReference, Stage, Analysis, Retention}
"""Records that are one value each: in sequences that have no keys, or said in the file by one scalar."""


def records_in(hint: Any) -> set[type]:
    """Return the classes of the records that values of an annotation are, or are made of."""
    if hint in get_args(Expression) or hint is Span:
        return set()
    if get_origin(hint) in {UnionType, Union, tuple}:
        return set().union(*(records_in(each) for each in get_args(hint) if each not in {NoneType, ...}))
    return {hint} if hasattr(hint, "_fields") else set()


def records_of_the_plan() -> set[type]:
    found, waiting = set(), [Plan]
    while waiting:
        record = waiting.pop()
        if record not in found:
            found.add(record)
            waiting += [each for hint in get_type_hints(record).values() for each in records_in(hint)]
    return found


def test_every_record_is_in_the_table_or_one_value():
    assert records_of_the_plan() == TABLE.keys() | WHOLE
    assert TABLE.keys().isdisjoint(WHOLE)


@pytest.mark.parametrize("record", TABLE, ids=lambda record: record.__name__)
def test_every_field_has_a_rule(record):
    assert set(record._fields) == TABLE[record].keys()


@pytest.mark.parametrize("record", TABLE, ids=lambda record: record.__name__)
def test_rules_fit_the_types(record):
    hints = get_type_hints(record)
    for name, rule in TABLE[record].items():
        inner = records_in(hints[name])
        assert (rule.how == "origin") == name.endswith("origin"), name
        if rule.how in {"named", "loose", "record"}:
            assert inner, name
            assert inner <= TABLE.keys(), name
        else:
            assert inner.isdisjoint(TABLE), f"{name} has fields of its own"
        if rule.how == "named":
            assert [TABLE[each][rule.key].how for each in inner] == ["key"], name
