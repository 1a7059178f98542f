"""The values that expressions compute with, and how they print.

A number is a Python integer of at most 63 bits and a sign, or a finite double; a whole double in that range is
always kept as the integer, so that equal numbers print the same. Arrays are lists or tuples, objects are any mapping.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from .problem import Failure

Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]
Kind = Literal["string", "number", "boolean", "null", "array", "object"]

MAX_TEXT = 1_000_000
"""The most characters that a string may have."""

MAX_NESTING = 64
"""How deep arrays and objects may be nested."""

_INTEGERS = 2**63
_ARTICLES = {"array": "an array", "object": "an object", "null": "null"}


def kind_of(value: Value) -> Kind:
    """Return the kind of a value; a TypeError for what is none (a programmer's mistake)."""
    if isinstance(value, str):
        return "string"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, Mapping):
        return "object"
    if isinstance(value, list | tuple):
        return "array"
    raise TypeError(f"not a value: {type(value).__name__}")


def with_article(kind: str) -> str:
    """Return a kind or a type's name as it stands in a sentence: `a string`, `an array`, `null`."""
    first = kind.split(" ", 1)[0]
    return _ARTICLES.get(first, f"a {first}") + kind[len(first) :]


def number(value: float) -> int | float:
    """Return a number in its one form; a Failure when it is too large for a double."""
    if isinstance(value, int):
        return value if -_INTEGERS < value < _INTEGERS else _double(value)
    if value - value != 0:  # infinite or not a number
        raise Failure("too-large", "the number is too large to be computed with")
    return int(value) if value == int(value) and abs(value) < _INTEGERS else value


def _double(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        raise Failure("too-large", "the number is too large to be computed with") from None


def decimal(text: str) -> int | float | None:
    """Return the number that a decimal string (`8`, `-1.50`) says, or None when it says none."""
    if len(text) > 400 or not re.fullmatch(r"[+-]?[0-9]+(?:\.[0-9]+)?", text):
        return None
    return number(float(text) if "." in text else int(text))


def to_text(value: Value) -> str:
    """Return how a value prints inside text; null is empty, arrays and objects are compact JSON with sorted keys."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _digits(value)
    return to_json(value)


def _digits(value: float) -> str:
    value = number(value)
    if isinstance(value, int) or value == int(value):
        return str(int(value))
    shortest = repr(value)
    if "e" not in shortest:
        return shortest
    mantissa, exponent = shortest.split("e")  # a small number such as 1.5e-07; a large one is whole
    sign = "-" if mantissa[0] == "-" else ""
    return f"{sign}0.{'0' * (-int(exponent) - 1)}{mantissa.lstrip('-').replace('.', '')}"


def to_json(value: Value) -> str:
    """Return compact JSON with sorted keys."""
    import json

    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Value:
    """Return the value that JSON text says; a Failure when it is not JSON, or too deep."""
    import json

    try:
        value: Value = json.loads(
            text,
            parse_int=lambda digits: number(int(digits) if len(digits) < 400 else float(digits)),
            parse_float=lambda digits: number(float(digits)),
            parse_constant=_refuse,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise Failure(
            "invalid-json",
            f"`fromJSON` was given text that is not JSON: {error.msg[:1].lower()}{error.msg[1:]} at {place}",
        ) from None
    except RecursionError:
        raise Failure("too-deep", f"the JSON is nested more than {MAX_NESTING} levels deep") from None
    return plain(value)


def _refuse(word: str) -> Value:
    raise Failure("invalid-json", f"`fromJSON` was given text that is not JSON: `{word}` is no JSON number")


def plain(value: Value, room: int = MAX_NESTING) -> Value:
    """Return the value as lists, dictionaries and numbers in their one form; a Failure when it is too deep."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int | float):
        return number(value)
    if room == 0:
        raise Failure("too-deep", f"the value is nested more than {MAX_NESTING} levels deep")
    if isinstance(value, Mapping):
        return {key: plain(item, room - 1) for key, item in value.items()}
    return [plain(item, room - 1) for item in value]


def equal(left: Value, right: Value, room: int = MAX_NESTING) -> bool:
    """Tell whether two values are equal; values of different kinds never are (`1` is not `true`)."""
    kind = kind_of(left)
    if kind != kind_of(right):
        return False
    if room == 0:
        raise Failure("too-deep", f"the value is nested more than {MAX_NESTING} levels deep")
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return len(left) == len(right) and all(
            key in right and equal(item, right[key], room - 1) for key, item in left.items()
        )
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(equal(a, b, room - 1) for a, b in zip(left, right, strict=True))
    return left == right
