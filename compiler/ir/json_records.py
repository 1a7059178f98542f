"""The plan's named tuples as JSON objects, by their annotations.

One table for each class is built when it is first asked for. Spans are no part of the plan's meaning: fields named
`origin`, or ending so, are neither written nor read.
"""

from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from .expression.syntax import Expression
from .job import ArgumentMap
from .json_kinds import (
    ARGUMENTS,
    BOOLEAN,
    EXPRESSION,
    INTEGER,
    NUMBER,
    PARAMETER_VALUE,
    REQUIRED,
    STRING,
    TEXT,
    Json,
    Kind,
    PlanFormatError,
    read_array,
    read_entries,
    read_items,
    read_object,
    read_string,
    same,
)
from .plan import ParameterValue
from .values import Text, Variable

_SIMPLE: dict[object, Kind] = {
    str: STRING,
    int: INTEGER,
    float: NUMBER,
    bool: BOOLEAN,
    Text: TEXT,
    ArgumentMap: ARGUMENTS,
    Expression: EXPRESSION,
    ParameterValue: PARAMETER_VALUE,
}
_EXPRESSIONS = frozenset(get_args(Expression))


class Field(NamedTuple):
    """One field of a record. It is left out where it equals `empty` (`REQUIRED`: never)."""

    name: str
    place: int
    kind: Kind
    empty: object


@cache
def fields_of(record: type) -> tuple[Field, ...]:
    """Return the written fields of a named tuple's class, in the order of its declaration."""
    names: tuple[str, ...] = record._fields  # type: ignore[attr-defined]  # a named tuple's class
    defaults: dict[str, object] = record._field_defaults  # type: ignore[attr-defined]  # as above
    hints = get_type_hints(record)
    kinds = [(index, name, kind_of(hints[name])) for index, name in enumerate(names) if not name.endswith("origin")]
    return tuple(Field(name, index, kind, kind.empty if name in defaults else REQUIRED) for index, name, kind in kinds)


@cache
def kind_of(hint: Any) -> Kind:
    """Return how values of an annotation are written and read; a TypeError for one that no plan may have."""
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    origin = get_origin(hint)
    if origin is Literal:
        return _choice(get_args(hint))
    if origin is tuple:
        return _tuple(get_args(hint))
    if origin in {UnionType, Union}:
        return _union(get_args(hint))
    if hasattr(hint, "_fields"):
        return _record(hint)
    raise TypeError(f"{hint} has no form in a plan's JSON")


def _choice(values: tuple[Any, ...]) -> Kind:
    def read(value: Json) -> Json:
        if value in values and isinstance(value, str):
            return value
        raise PlanFormatError(f"expected one of {', '.join(f'`{known}`' for known in values)}")

    return Kind(same, read, {"enum": list(values)}, REQUIRED)


def _tuple(arguments: tuple[Any, ...]) -> Kind:
    first, last = arguments[0], arguments[-1]
    if last is not ...:
        return _fixed([kind_of(item) for item in arguments])
    if first is Variable:
        return _variables()
    if get_origin(first) is tuple and get_args(first)[0] is str:
        return _entries(kind_of(get_args(first)[1]))
    kind = kind_of(first)
    write = kind.write
    return Kind(
        lambda items: [write(item) for item in items],
        lambda value: read_items(kind.read, value),
        {"type": "array", "items": kind.schema},
        (),
        kind.records,
    )


def _fixed(kinds: list[Kind]) -> Kind:
    def read(value: Json) -> tuple[Any, ...]:
        items = read_array(value)
        if len(items) != len(kinds):
            raise PlanFormatError(f"expected {len(kinds)} items, found {len(items)}")
        return tuple(kind.read(item) for kind, item in zip(kinds, items, strict=True))

    schema: dict[str, Json] = {
        "type": "array",
        "prefixItems": [kind.schema for kind in kinds],
        "items": False,
        "minItems": len(kinds),
    }
    return Kind(list, read, schema, REQUIRED)


def _entries(kind: Kind) -> Kind:
    return Kind(
        lambda entries: {key: kind.write(value) for key, value in entries},
        lambda value: read_entries(kind.read, value),
        {"type": "object", "additionalProperties": kind.schema},
        (),
    )


def _variables() -> Kind:
    return Kind(
        lambda variables: {variable.name: TEXT.write(variable.value) for variable in variables},
        lambda value: tuple(Variable(*entry) for entry in read_entries(TEXT.read, value)),
        {"type": "object", "additionalProperties": TEXT.schema},
        (),
    )


def _union(members: tuple[Any, ...]) -> Kind:
    others = tuple(member for member in members if member is not NoneType)
    if _EXPRESSIONS.issuperset(others):
        kind = EXPRESSION
    elif len(others) == 1:
        kind = kind_of(others[0])
    else:
        kind = _tagged(others)
    return kind._replace(empty=None) if len(others) < len(members) else kind


def _record(record: type) -> Kind:
    fields = fields_of(record)
    table = [(field.name, field.place, field.kind.write, field.empty) for field in fields]

    def write(value: Any) -> Json:
        return {name: write_field(item) for name, index, write_field, empty in table if (item := value[index]) != empty}

    return Kind(write, _record_reader(record, fields), {"$ref": f"#/$defs/{record.__name__}"}, REQUIRED, (record,))


def _record_reader(record: type, fields: tuple[Field, ...]) -> Callable[[Json], Any]:
    table = {field.name: field.kind.read for field in fields}
    absent = {field.name: field.empty for field in fields if field.empty is not REQUIRED}

    def read(value: Json) -> Any:
        data = read_object(value)
        given: dict[str, Any] = absent.copy()
        name = ""
        try:
            for name, item in data.items():
                given[name] = table.get(name, _unknown)(item)
        except PlanFormatError as error:
            raise error.within(name) from None
        missing = [name for name in table if name not in given]
        if missing:
            raise PlanFormatError(f"missing key `{missing[0]}` in {record.__name__}")
        return record(**given)

    return read


def _unknown(_value: Json) -> Any:
    raise PlanFormatError("unknown key")


def _tagged(records: tuple[Any, ...]) -> Kind:
    """Tell records apart by the value of `type`, or where they have none by their first key."""
    kinds = {record: kind_of(record) for record in records}
    typed = "type" in records[0]._fields
    tags = {record._field_defaults["type"] if typed else record._fields[0]: kind for record, kind in kinds.items()}

    def read(value: Json) -> Any:
        data = read_object(value)
        tag = read_string(data.get("type", "")) if typed else next((name for name in tags if name in data), "")
        if tag in tags:
            return tags[tag].read(value)
        shown = ", ".join(f"`{known}`" for known in tags)
        raise PlanFormatError(f"expected `type` to be one of {shown}" if typed else f"expected one of the keys {shown}")

    schemas: list[Json] = [kind.schema for kind in kinds.values()]
    return Kind(lambda value: kinds[type(value)].write(value), read, {"oneOf": schemas}, REQUIRED, records)
