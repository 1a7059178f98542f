"""A condition is true or false."""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Type, type_name
from ..tree import Scalar

RULE = Rule("PC408", "not-boolean", "error")


def not_boolean(node: Scalar, kind: Type) -> Diagnostic:
    """Return the diagnostic of a condition whose value is not a boolean."""
    return RULE.at(
        node.span,
        f"a condition must be true or false, but this is of type {type_name(kind)}",
        label=f"of type {type_name(kind)}",
        help="compare it, for example `${{ env.NAME == 'true' }}`",
    )
