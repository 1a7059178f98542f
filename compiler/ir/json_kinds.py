"""How each kind of value in the plan is written as JSON, read back and described by a schema.

A `Kind` is made once for each annotation of the plan's types. Writing trusts the plan; reading trusts nothing.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from .expression.parse import parse
from .expression.problem import Problem
from .expression.render import render
from .job import ArgumentList, ArgumentMap
from .values import Part, Secret, Text

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

_LONGEST_EXPRESSION: Final = 1_000_000
"""Characters. Resolved expressions grow beyond what a person may write, never beyond the text of the plan."""


class PlanFormatError(ValueError):
    """JSON is not a plan: `reason` says why, `pointer` where (RFC 6901)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = ""

    def within(self, token: str | int) -> "PlanFormatError":
        """Add the step of the pointer that leads here from the parent."""
        self.pointer = f"/{str(token).replace('~', '~0').replace('/', '~1')}{self.pointer}"
        return self

    def __str__(self) -> str:
        return f"{self.reason} (at `{self.pointer or '/'}`)"


class Kind(NamedTuple):
    """How values of one annotation are written, read (a PlanFormatError if they cannot be) and described.

    `empty` is the value that an optional field has when it is absent; `REQUIRED` where there is no such value.
    `records` are the classes of the named tuples that values consist of.
    """

    write: Callable[[Any], Json]
    read: Callable[[Json], Any]
    schema: dict[str, Json]
    empty: object
    records: tuple[type, ...] = ()


REQUIRED: Final = object()


def named(value: Json) -> str:
    """Return what a JSON value is called in a sentence."""
    names = {str: "a string", bool: "a boolean", int: "an integer", float: "a number", list: "an array"}
    return "null" if value is None else names.get(type(value), "an object")


def same(value: Any) -> Json:
    """Write what JSON knows as it is."""
    checked: Json = value
    return checked


def _expected(what: str, value: Json) -> PlanFormatError:
    return PlanFormatError(f"expected {what}, found {named(value)}")


def read_string(value: Json) -> str:
    """Read a string."""
    if isinstance(value, str):
        return value
    raise _expected("a string", value)


def read_object(value: Json) -> dict[str, Json]:
    """Read an object."""
    if isinstance(value, dict):
        return value
    raise _expected("an object", value)


def read_array(value: Json) -> list[Json]:
    """Read an array."""
    if isinstance(value, list):
        return value
    raise _expected("an array", value)


def _read_integer(value: Json) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _expected("an integer", value)


def _read_number(value: Json) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        _refuse_infinity(value)
        return value
    raise _expected("a number", value)


def _refuse_infinity(value: Json) -> None:
    if isinstance(value, float) and value - value != 0:
        raise PlanFormatError("the number is too large")


def _read_boolean(value: Json) -> bool:
    if isinstance(value, bool):
        return value
    raise _expected("a boolean", value)


def _write_number(value: float) -> Json:
    """Write a whole number without a fraction, so that equal numbers are written the same."""
    return int(value) if abs(value) < 2**53 and value == int(value) else value


def _read_expression(value: Json) -> Any:
    text = read_string(value)
    parsed = parse(text, limit=_LONGEST_EXPRESSION)
    if isinstance(parsed, Problem):
        raise PlanFormatError(f"not an expression: {parsed.message}")
    return parsed


def _write_part(part: Part) -> Json:
    if isinstance(part, str):
        return part
    return {"secret": part.name} if isinstance(part, Secret) else {"expression": render(part)}


def _read_part(value: Json) -> Part:
    if isinstance(value, str) and value:
        return value
    keys = list(read_object(value))
    if keys == ["secret"]:
        return Secret(read_string(read_object(value)["secret"]))
    if keys == ["expression"]:
        part: Part = _read_expression(read_object(value)["expression"])
        return part
    raise PlanFormatError("expected text, `expression` or `secret`")


def _write_text(text: Text) -> Json:
    constant = text.constant
    return [_write_part(part) for part in text.parts] if constant is None else constant


def _read_text(value: Json) -> Text:
    if isinstance(value, str):
        return Text((value,)) if value else Text()
    return Text(read_items(_read_part, value))


def read_items(read: Callable[[Json], Any], value: Json) -> tuple[Any, ...]:
    """Read an array whose items are all of one kind."""
    index = 0
    items = []
    try:
        for index, item in enumerate(read_array(value)):  # noqa: B007 - the index is for the pointer
            items.append(read(item))
    except PlanFormatError as error:
        raise (error.within(index) if isinstance(value, list) else error) from None
    return tuple(items)


def read_entries(read: Callable[[Json], Any], value: Json) -> tuple[tuple[str, Any], ...]:
    """Read an object whose values are all of one kind."""
    key = ""
    entries = []
    try:
        for key, item in read_object(value).items():
            entries.append((key, read(item)))
    except PlanFormatError as error:
        raise (error.within(key) if isinstance(value, dict) else error) from None
    return tuple(entries)


def _write_argument(value: Any) -> Json:
    if isinstance(value, Text):
        return _write_text(value)
    if isinstance(value, ArgumentMap):
        return {"map": _write_arguments(value)}
    if isinstance(value, ArgumentList):
        return {"list": [_write_argument(item) for item in value.items]}
    return _write_number(value) if isinstance(value, float) else same(value)


def _read_argument(value: Json) -> Any:
    if isinstance(value, str | list):
        return _read_text(value)
    if not isinstance(value, dict):
        _refuse_infinity(value)
        return value
    try:
        if list(value) == ["map"]:
            return _read_arguments(value["map"])
        if list(value) == ["list"]:
            return ArgumentList(read_items(_read_argument, value["list"]))
    except PlanFormatError as error:
        raise error.within(next(iter(value))) from None
    raise PlanFormatError("expected `map` or `list`")


def _write_arguments(arguments: ArgumentMap) -> Json:
    return {name: _write_argument(value) for name, value in arguments.entries}


def _read_arguments(value: Json) -> ArgumentMap:
    return ArgumentMap(read_entries(_read_argument, value))


def _write_parameter_value(value: Any) -> Json:
    if isinstance(value, tuple):
        return [_write_parameter_value(item) for item in value]
    return _write_number(value) if isinstance(value, float) else same(value)


def _read_parameter_value(value: Json) -> Any:
    return read_items(_read_parameter_item, value) if isinstance(value, list) else _read_parameter_item(value)


def _read_parameter_item(value: Json) -> Json:
    if isinstance(value, dict | list):
        raise _expected("a string, a number, a boolean or null", value)
    _refuse_infinity(value)
    return value


def _reference(name: str) -> dict[str, Json]:
    return {"$ref": f"#/$defs/{name}"}


STRING: Final = Kind(same, read_string, {"type": "string"}, "")
INTEGER: Final = Kind(same, _read_integer, {"type": "integer"}, REQUIRED)
NUMBER: Final = Kind(_write_number, _read_number, {"type": "number"}, REQUIRED)
BOOLEAN: Final = Kind(same, _read_boolean, {"type": "boolean"}, REQUIRED)
EXPRESSION: Final = Kind(render, _read_expression, _reference("Expression"), REQUIRED)
TEXT: Final = Kind(_write_text, _read_text, _reference("Text"), Text())
ARGUMENTS: Final = Kind(_write_arguments, _read_arguments, _reference("Arguments"), ArgumentMap())
PARAMETER_VALUE: Final = Kind(
    _write_parameter_value,
    _read_parameter_value,
    {
        "type": ["string", "number", "boolean", "null", "array"],
        "items": {"type": ["string", "number", "boolean", "null"]},
    },
    None,
)

DEFINITIONS: Final[dict[str, Json]] = {
    "Expression": {
        "description": "An expression in its canonical text.",
        "type": "string",
        "minLength": 1,
    },
    "Text": {
        "description": "A string where all is known; else its parts, run-time expressions and secrets among them.",
        "type": ["string", "array"],
        "items": {
            "type": ["string", "object"],
            "minLength": 1,
            "properties": {"expression": _reference("Expression"), "secret": {"type": "string"}},
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
        },
    },
    "Argument": {
        "description": "An argument: text, a scalar, or a collection under `map` or `list`.",
        "anyOf": [
            _reference("Text"),
            {"type": ["number", "boolean", "null"]},
            {
                "type": "object",
                "properties": {
                    "map": _reference("Arguments"),
                    "list": {"type": "array", "items": _reference("Argument")},
                },
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": False,
            },
        ],
    },
    "Arguments": {
        "description": "The arguments of an action by name, in the order of the file.",
        "type": "object",
        "additionalProperties": _reference("Argument"),
    },
}
"""The definitions of the schema that are no records."""
