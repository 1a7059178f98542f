"""A range of ports goes from a lower to a higher port."""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC610", "port-range", "error")


def bad_range(span: Span, text: str) -> Diagnostic:
    """Return the diagnostic of a range that is empty or beyond 65535."""
    return RULE.at(
        span, f"`{text}` is no range of ports", label="not a range", help="write `LOW-HIGH`, for example `20000-20999`"
    )
