"""The oracle's own reading of functions in expressions, and of what values are."""

import json
from typing import NamedTuple

from .tree import WrongError


class Value(NamedTuple):
    """What an expression or text comes to. `type` is a name, or a mapping of members; `known` says that `value` is."""

    type: object
    value: object = None
    known: bool = False
    taint: bool = False
    runtime: bool = False
    secret: frozenset[str] = frozenset()


SIGNATURES: dict[str, tuple[tuple[str, ...], str]] = {
    "contains": (("string|array", "any"), "boolean"),
    "startsWith": (("string", "string"), "boolean"),
    "endsWith": (("string", "string"), "boolean"),
    "join": (("array", "string"), "string"),
    "split": (("string", "string"), "array"),
    "fromJSON": (("string",), "any"),
    "toJSON": (("any",), "string"),
    "lower": (("string",), "string"),
    "upper": (("string",), "string"),
    "replace": (("string", "string", "string"), "string"),
    "length": (("string|array|object",), "number"),
    "default": (("any", "any"), "any"),
}


def formatted(arguments: list[Value]) -> Value:
    if not arguments or arguments[0].type != "string":
        raise WrongError("format without text")
    if arguments[0].known and str(arguments[0].value).count("{}") != len(arguments) - 1:
        raise WrongError("holes")
    return join(*arguments)._replace(type="string")


def called(name: str, arguments: list[Value]) -> Value:
    if name not in SIGNATURES or len(SIGNATURES[name][0]) != len(arguments):
        raise WrongError(f"no call of {name}")
    wanted, kind = SIGNATURES[name]
    for argument, types in zip(arguments, wanted, strict=True):
        if types != "any":
            want(argument, *types.split("|"))
    if name in {"split", "replace"} and arguments[1].known and not arguments[1].value:
        raise WrongError("an empty text is searched")
    if name == "default":
        kind = str(arguments[1].type) if isinstance(arguments[1].type, str) else "any"
    value = join(*arguments)._replace(type=kind)
    if name == "split" and all(argument.known for argument in arguments):
        return value._replace(known=True, value=str(arguments[0].value).split(str(arguments[1].value)))
    return _parsed(arguments[0], value) if name == "fromJSON" and arguments[0].known else value


def _parsed(text: Value, value: Value) -> Value:
    try:
        return value._replace(known=True, value=json.loads(str(text.value)))
    except ValueError as error:
        raise WrongError("no JSON") from error


class MissingError(WrongError):
    """A variable is not set, which `default` forgives."""


def want(value: Value, *types: str) -> None:
    kind = "object" if isinstance(value.type, dict) else value.type
    if kind != "any" and kind not in types:
        raise WrongError(f"{value.type} where {types} is wanted")


def join(*values: Value) -> Value:
    return Value(
        "any",
        taint=any(value.taint for value in values),
        runtime=any(value.runtime for value in values),
        secret=frozenset().union(*(value.secret for value in values)),
    )
