"""A required parameter has a value."""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC405", "missing-parameter", "error")


def missing(name: Scalar) -> Diagnostic:
    """Return the diagnostic of a parameter without value."""
    return RULE.at(
        name.span,
        f"the parameter `{name.text}` is required and has no value",
        label="no value",
        help=f"give one with `--var {name.text}=VALUE` or in a `--var-file`, or declare a `default`",
    )
