"""What kind of value an expression has at run time, as far as the compiler can see from its tree."""

from collections.abc import Mapping
from typing import Final

from ...ir.expression.functions import FUNCTIONS
from ...ir.expression.problem import Failure
from ...ir.expression.syntax import Binary, Call, Expression, Index, Literal, Unary
from ...ir.expression.types import kind_of_type
from ...ir.expression.value import Value, from_json, kind_of
from ...ir.expression.walk import path_of

TEXT_ROOTS: Final = frozenset({"env", "steps", "trigger", "job", "release"})
ALTERNATIVES: Final = ("default", "orElse", "ifSet")
ORDERINGS: Final = {"<": "-lt", "<=": "-le", ">": "-gt", ">=": "-ge"}
TESTS: Final = frozenset({"!", "&&", "||", "==", "!=", *ORDERINGS})

OPEN: Final = "open"
"""The kind of a path whose type no one told; the type checker knew it."""
MIXED: Final = "mixed"
"""The kind of what may be of one kind or another when it is evaluated."""


def kind(node: Expression, types: Mapping[str, str]) -> str:
    """Return `string`, `number`, `boolean`, `null`, `array`, `object`, `open` or `mixed`; `types` are of paths."""
    if isinstance(node, Literal):
        return kind_of(node.value)
    if path := path_of(node):
        return "string" if path[0] in TEXT_ROOTS else types.get(".".join(path), OPEN)
    if isinstance(node, Call):
        return _call_kind(node, types)
    if isinstance(node, Unary):
        return "boolean" if node.operator == "!" else "number"
    if isinstance(node, Binary):
        return _binary_kind(node, types)
    return "string" if is_part(node) else MIXED


def is_part(node: Expression) -> bool:
    """Tell whether a node is one part, from 0, of `split`."""
    return (
        isinstance(node, Index)
        and isinstance(node.base, Call)
        and node.base.function == "split"
        and isinstance(node.key, Literal)
        and type(node.key.value) is int
        and node.key.value >= 0
    )


def constant_of(node: Expression) -> Value:
    """Return the value of a literal, also of one that stands as `fromJSON('…')`; None for all others, and `null`."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Call) and node.function == "fromJSON" and isinstance(node.arguments[0], Literal):
        try:
            return from_json(str(node.arguments[0].value))
        except Failure:
            return None
    return None


def _call_kind(node: Call, types: Mapping[str, str]) -> str:
    if node.function in ALTERNATIVES:
        first = "string" if node.function == "ifSet" else kind(node.arguments[0], types)
        return _common(first, kind(node.arguments[1], types))
    known = constant_of(node)
    if known is not None:
        return kind_of(known)
    result = FUNCTIONS[node.function].result
    return MIXED if callable(result) else kind_of_type(result) or MIXED


def _binary_kind(node: Binary, types: Mapping[str, str]) -> str:
    if node.operator in TESTS:
        return "boolean"
    if node.operator != "+":
        return "number"
    sides = {kind(node.left, types), kind(node.right, types)}
    if "string" in sides:
        return "string"
    return "number" if sides == {"number"} else MIXED


def _common(left: str, right: str) -> str:
    if OPEN in {left, right} and MIXED not in {left, right}:
        return OPEN
    return left if left == right else MIXED
