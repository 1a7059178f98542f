"""What the operators do to values."""

import math

from .functions import fits
from .problem import Failure
from .value import Value, decimal, equal, kind_of, number, to_text, with_article

ORDERINGS = frozenset({"<", "<=", ">", ">="})


def compute(operator: str, left: Value, right: Value) -> Value:
    """Return the value of a binary operation other than `&&` and `||`; a Failure when it has none."""
    if operator in {"==", "!="}:
        return _same(left, right) is (operator == "==")
    if operator == "+":
        return _plus(left, right)
    a, b = numeric(operator, left), numeric(operator, right)
    if operator in ORDERINGS:
        return _ordered(operator, a, b)
    return number(_arithmetic(operator, a, b))


def _same(left: Value, right: Value) -> bool:
    if left is not None and right is not None and kind_of(left) != kind_of(right):
        raise Failure("comparison", incomparable(kind_of(left), kind_of(right)), "compare values of the same type")
    return equal(left, right)


def incomparable(left: str, right: str) -> str:
    """Return the sentence that says so."""
    return f"{with_article(left)} is compared with {with_article(right)}, and they are never equal"


def _plus(left: Value, right: Value) -> Value:
    kinds = {kind_of(left), kind_of(right)}
    if kinds == {"number"} and isinstance(left, int | float) and isinstance(right, int | float):
        return number(left + right)
    if "string" in kinds and not kinds & {"array", "object"}:
        a, b = to_text(left), to_text(right)
        fits(len(a) + len(b))
        return a + b
    raise Failure("type-mismatch", unaddable(kind_of(left), kind_of(right)), ADDING)


ADDING = "`+` adds two numbers, or joins text when either side is a string; `toJSON(…)` prints arrays and objects"


def unaddable(left: str, right: str) -> str:
    """Return the sentence that says so."""
    return f"`+` cannot add {with_article(left)} and {with_article(right)}"


def numeric(operator: str, value: Value) -> int | float:
    """Return the number that an operand of arithmetic or an ordering says; a Failure when it says none."""
    kind = kind_of(value)
    if kind == "number" and isinstance(value, int | float):
        return number(value)
    if isinstance(value, str):
        return text_number(operator, value)
    raise Failure("type-mismatch", f"`{operator}` needs numbers, not {with_article(kind)}")


def text_number(operator: str, text: str) -> int | float:
    """Return the number that a string says; a Failure when it says none."""
    found = decimal(text)
    if found is None:
        shown = text if len(text) <= 40 else text[:39] + "…"
        raise Failure("not-a-number", f"`{operator}` needs numbers, and `{shown}` is no decimal number")
    return found


def _ordered(operator: str, a: float, b: float) -> bool:
    if operator == "<":
        return a < b
    if operator == "<=":
        return a <= b
    return a > b if operator == ">" else a >= b


def _arithmetic(operator: str, a: float, b: float) -> int | float:
    try:
        if operator == "-":
            return a - b
        if operator == "*":
            return a * b
        if b == 0:
            raise Failure("division-by-zero", f"`{operator}` divides by zero")
        return _divide(a, b) if operator == "/" else _remainder(a, b)
    except OverflowError:
        raise Failure("too-large", "the number is too large to be computed with") from None


def _divide(a: float, b: float) -> int | float:
    if isinstance(a, int) and isinstance(b, int) and a % b == 0:
        return a // b
    return a / b


def _remainder(a: float, b: float) -> int | float:
    """Return the remainder with the sign of `a`, as in C, Go and the shell."""
    if isinstance(a, int) and isinstance(b, int):
        rest = abs(a) % abs(b)
        return -rest if a < 0 else rest
    return math.fmod(a, b)
