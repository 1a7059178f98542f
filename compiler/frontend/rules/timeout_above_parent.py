"""A timeout is not longer than that of what contains it."""

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ..units import format_duration

RULE = Rule("PC205", "timeout-above-parent", "error")


def above_parent(span: Span, child: int, parent: int, owner: str) -> Diagnostic:
    """Return the diagnostic of a timeout of `child` seconds inside an `owner` that has `parent` seconds."""
    return RULE.at(
        span,
        f"the timeout {format_duration(child)} is longer than the {format_duration(parent)} of {owner}",
        label=f"{owner} ends after {format_duration(parent)}",
        help=f"shorten it to at most {format_duration(parent)}, or give {owner} more time",
        fix=Fix(f"shorten it to {format_duration(parent)}", False, (Edit(span, format_duration(parent)),)),
    )
