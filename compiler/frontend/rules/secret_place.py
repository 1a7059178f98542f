"""A secret stands only in `environment` and `with`."""

from ...diagnostics import Diagnostic, Rule, Span
from ..tree import Scalar

RULE = Rule("PC503", "secret-place", "error")


def secret_place(node: Scalar) -> Diagnostic:
    """Return the diagnostic of a scalar elsewhere that holds a secret."""
    return _at(node.span, "a secret cannot stand here")


def secret_in_script(span: Span, name: str) -> Diagnostic:
    """Return the diagnostic of a secret in a script."""
    return _at(span, f"the secret `{name}` cannot stand in a script")


def secret_in_form(span: Span) -> Diagnostic:
    """Return the diagnostic of a form or expression that computes with a secret."""
    return _at(span, "a secret cannot be computed with")


def _at(span: Span, message: str) -> Diagnostic:
    return RULE.at(
        span,
        message,
        label="would be written down",
        help="give it to a variable in `environment` (`TOKEN: ${secrets.TOKEN}`) and use that",
    )
