"""A port's name is unique in its component."""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC608", "duplicate-port", "error")


def duplicate_port(span: Span, name: str) -> Diagnostic:
    """Return the diagnostic of a port that has the name of an earlier one."""
    return RULE.at(
        span, f"the component has two ports called `{name}`", label="again here", help="give each port its own name"
    )
