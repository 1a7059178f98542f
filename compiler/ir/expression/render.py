"""The tree to canonical text: one space around binary operators, parentheses only where they are needed."""

import re

from .notation import BINDING, quoted
from .syntax import Binary, Call, Constant, Expression, Index, Literal, Member, Root, Unary
from .value import to_text

_UNARY = 7
_POSTFIX = 8


def render(expression: Expression) -> str:
    """Return text that parses to the same tree, positions aside."""
    return _render(expression)[0]


def _render(expression: Expression) -> tuple[str, int]:
    """Return the text and how strongly it holds together."""
    if isinstance(expression, Literal):
        return _constant(expression.value)
    if isinstance(expression, Root | Member | Index):
        return _reference(expression), _POSTFIX
    if isinstance(expression, Binary):
        return _binary(expression)
    if isinstance(expression, Unary):
        return _unary(expression)
    return _call(expression), _POSTFIX


def _reference(expression: Root | Member | Index) -> str:
    if isinstance(expression, Root):
        return expression.name
    base = _operand(expression.base, _POSTFIX)
    if isinstance(expression, Index):
        return f"{base}[{render(expression.key)}]"
    name = expression.name
    return f"{base}.{name}" if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", name) else f"{base}[{quoted(name)}]"


def _constant(value: Constant) -> tuple[str, int]:
    if isinstance(value, str):
        return quoted(value), _POSTFIX
    if value is None:
        return "null", _POSTFIX
    text = to_text(value)
    return text, _UNARY if text.startswith("-") else _POSTFIX


def _operand(expression: Expression, least: int) -> str:
    text, strength = _render(expression)
    return text if strength >= least else f"({text})"


def _binary(expression: Binary) -> tuple[str, int]:
    strength = BINDING[expression.operator]
    left = _operand(expression.left, strength)
    right = _operand(expression.right, strength + 1)
    return f"{left} {expression.operator} {right}", strength


def _unary(expression: Unary) -> tuple[str, int]:
    operand = _operand(expression.operand, _UNARY)
    if expression.operator == "-" and operand[0].isdigit() and isinstance(expression.operand, Literal):
        operand = f"({operand})"  # `-1` alone is the literal
    return expression.operator + operand, _UNARY


def _call(expression: Call) -> str:
    arguments = [render(argument) for argument in expression.arguments]
    if not expression.method:
        return f"{expression.function}({', '.join(arguments)})"
    receiver = _operand(expression.arguments[0], _POSTFIX)
    return f"{receiver}.{expression.function}({', '.join(arguments[1:])})"
