"""A reference's value fits the place where it stands."""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Type, type_name
from ..tree import Scalar

RULE = Rule("PC201", "wrong-value", "error")


def wrong_value(node: Scalar, value: str, expected: str) -> Diagnostic:
    """Return the diagnostic of a scalar whose computed `value` is not `expected` (`a duration`)."""
    shown = value if len(value) <= 60 else value[:57] + "…"
    return RULE.at(
        node.span,
        f"expected {expected}, but the value is `{shown}`",
        label=f"this is `{shown}`",
        help=f"let it give {expected}",
    )


def wrong_type(node: Scalar, kind: Type, expected: str) -> Diagnostic:
    """Return the diagnostic of a reference whose type can never be `expected`."""
    return RULE.at(
        node.span,
        f"expected {expected}, but this is of type {type_name(kind)}",
        label=f"of type {type_name(kind)}",
        help=f"refer to a value that is {expected}",
    )
