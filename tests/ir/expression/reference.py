"""A second evaluator, by another way: the tree becomes Python source, which Python evaluates.

It is written for clarity alone, from the language's page and not from the evaluator. Whatever has no value raises
NoValueError; whatever is not set raises NotSetError.
"""

import json
import re
from fractions import Fraction

from compiler.ir.expression import Binary, Call, Expression, Index, Literal, Member, Root, Unary


class NoValueError(Exception):
    """The expression has no value."""


class NotSetError(NoValueError):
    """Because something is not there."""


def reference(tree: Expression, roots: object, *, failed: bool) -> object:
    try:
        return eval(_source(tree), {**globals(), "roots": roots, "failed": failed})  # the source is made below
    except RecursionError:
        raise NoValueError from None


def _source(tree: Expression) -> str:
    return _SOURCES[type(tree)](tree)


def _binary_source(tree: Binary) -> str:
    left, right = _source(tree.left), _source(tree.right)
    if tree.operator in {"&&", "||"}:
        return f"(boolean({left}) {'and' if tree.operator == '&&' else 'or'} boolean({right}))"
    return f"binary({tree.operator!r}, {left}, {right})"


def _unary_source(tree: Unary) -> str:
    operand = _source(tree.operand)
    return f"(not boolean({operand}))" if tree.operator == "!" else f"binary('-', 0, {operand})"


def _call_source(tree: Call) -> str:
    arguments = [_source(argument) for argument in tree.arguments]
    if tree.function == "success":
        return "(not failed)"
    if tree.function in {"failure", "always"}:
        return "failed" if tree.function == "failure" else "True"
    if tree.function in {"default", "orElse", "ifSet"}:
        return f"when_set({tree.function!r}, lambda: {arguments[0]}, lambda: {arguments[1]})"
    return f"functions[{tree.function!r}]({', '.join(arguments)})"


_SOURCES = {
    Literal: lambda tree: repr(tree.value),
    Root: lambda tree: f"get(roots, {tree.name!r})",
    Member: lambda tree: f"get({_source(tree.base)}, {tree.name!r})",
    Index: lambda tree: f"get({_source(tree.base)}, {_source(tree.key)})",
    Binary: _binary_source,
    Unary: _unary_source,
    Call: _call_source,
}


def get(base: object, key: object) -> object:
    if isinstance(base, dict) and isinstance(key, str):
        if key not in base:
            raise NotSetError
        return base[key]
    if isinstance(base, list | tuple) and type(key) in {int, float}:
        if key not in range(len(base)):
            raise NotSetError
        return base[int(key)]
    raise NoValueError


def boolean(value: object) -> bool:
    if value is True or value is False:
        return value
    raise NoValueError


def need(value: object, *types: type) -> None:
    if type(value) not in types:
        raise NoValueError


def number(value: object) -> Fraction | float:
    """An exact whole number, or a double."""
    if isinstance(value, str):
        if not re.fullmatch("[+-]?[0-9]+([.][0-9]+)?", value):
            raise NoValueError
        return tidy(float(value)) if "." in value else tidy(int(value))
    need(value, int, float)
    return tidy(value)


def tidy(value: object) -> object:
    """Whole numbers of 63 bits and a sign are exact, all others doubles."""
    if isinstance(value, Fraction) and value.denominator != 1:
        value = float(value)
    if isinstance(value, float) and value in {float("inf"), -float("inf")}:
        raise NoValueError
    if value != int(value):
        return float(value)
    if abs(int(value)) < 2**63:
        return int(value)
    try:
        return float(int(value))
    except OverflowError:
        raise NoValueError from None


def binary(operator: str, left: object, right: object) -> object:
    if operator in {"==", "!="}:
        if None not in (left, right) and group(left) != group(right):
            raise NoValueError
        return same(left, right) == (operator == "==")
    if operator == "+" and str in {type(left), type(right)}:
        return show(left) + show(right)
    if operator == "+":
        need(left, int, float)
        need(right, int, float)
    a, b = number(left), number(right)
    if operator in {"<", "<=", ">", ">="}:
        return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]
    return tidy(arithmetic(operator, a, b))


def arithmetic(operator: str, a: float, b: float) -> object:
    if operator in {"/", "%"} and b == 0:
        raise NoValueError
    if isinstance(a, int) and isinstance(b, int):
        exact = {"+": a + b, "-": a - b, "*": a * b, "/": Fraction(a, b or 1)}
        if operator in exact:
            return exact[operator]
    a, b = float(a) if isinstance(b, float) else a, float(b) if isinstance(a, float) else b
    if operator == "%":
        quotient = Fraction(a) / Fraction(b)
        return float_or_int(Fraction(a) - Fraction(b) * int(quotient))
    a, b = float(a), float(b)
    return {"+": a + b, "-": a - b, "*": a * b, "/": a / (b or 1)}[operator]


def float_or_int(value: Fraction) -> object:
    return value if value.denominator == 1 else float(value)


def group(value: object) -> str:
    names = {str: "s", bool: "b", int: "n", float: "n", type(None): "0", list: "a", tuple: "a", dict: "o"}
    return names[type(value)]


def same(left: object, right: object) -> bool:
    if group(left) != group(right):
        return False
    if group(left) == "a":
        return len(left) == len(right) and all(map(same, left, right))
    if group(left) == "o":
        return sorted(left) == sorted(right) and all(same(left[key], right[key]) for key in left)
    return left == right


def show(value: object) -> str:
    if group(value) in {"a", "o"}:
        raise NoValueError
    if group(value) == "n":
        return digits(tidy(value))
    return {None: "", True: "true", False: "false"}.get(value, value) if not isinstance(value, str) else value


def digits(value: object) -> str:
    if value == int(value):
        return str(int(value))
    from decimal import Decimal

    return format(Decimal(repr(value)), "f")


def when_set(function, first, second):
    try:
        value = first()
    except NotSetError:
        value = None
    if function == "default":
        return second() if value is None else value
    unset = value is None or (isinstance(value, str) and not value)
    if function == "orElse":
        return second() if unset else value
    return "" if unset else second()


def text(function):
    def checked(*arguments):
        for argument in arguments:
            need(argument, str)
        return function(*arguments)

    return checked


def contains(whole, part):
    if isinstance(whole, str):
        need(part, str)
        return part in whole
    need(whole, list, tuple)
    if group(part) in {"a", "o"}:
        raise NoValueError
    return any(same(item, part) for item in whole)


def join(items, separator=","):
    need(items, list, tuple)
    need(separator, str)
    return separator.join(show(item) for item in items)


def split(whole, separator):
    if not separator:
        raise NoValueError
    return whole.split(separator)


def exchange(whole, old, new, most=-1):
    if not old:
        raise NoValueError
    return new.join(whole.split(old, most))


def fill(template, *values):
    template = template.replace("{{", "\0").replace("}}", "\1")
    if template.count("{}") != len(values):
        raise NoValueError
    for value in values:
        template = template.replace("{}", show(value).replace("{", "\0").replace("}", "\1"), 1)
    return template.replace("\0", "{").replace("\1", "}")


def to_json(value):
    if group(value) == "a":
        return "[" + ",".join(map(to_json, value)) + "]"
    if group(value) == "o":
        return "{" + ",".join(f"{to_json(key)}:{to_json(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(tidy(value) if group(value) == "n" else value)


def length(value):
    need(value, str, list, tuple, dict)
    return len(value)


functions = {
    "contains": contains,
    "startsWith": text(str.startswith),
    "endsWith": text(str.endswith),
    "join": join,
    "split": text(split),
    "format": fill,
    "fromJSON": text(json.loads),
    "toJSON": to_json,
    "lower": text(str.lower),
    "upper": text(str.upper),
    "replace": text(exchange),
    "replaceFirst": text(lambda whole, old, new: exchange(whole, old, new, 1)),
    "length": length,
}
