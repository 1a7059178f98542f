"""Variables lead to a value in a few steps."""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC403", "variable-depth", "error")


def too_deep(name: str, span: Span, limit: int) -> Diagnostic:
    """Return the diagnostic of a chain of more than `limit` variables."""
    return RULE.at(
        span,
        f"`{name}` leads through more than {limit} variables",
        label="too deep",
        help="let the variables refer to fewer others",
    )
