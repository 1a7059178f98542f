"""An input arrives once."""

from ...diagnostics import Diagnostic, Label, Rule
from ..checked import CheckedInput

RULE = Rule("PC309", "duplicate-input", "error")


def duplicate_input(item: CheckedInput, first: CheckedInput) -> Diagnostic:
    """Return the diagnostic of an artifact that arrives twice at one path."""
    return RULE.at(
        item.origin,
        f"the input `{item.job}.{item.artifact}` arrives twice at `{item.path}`",
        label="again here",
        related=(Label(first.origin, "first taken here"),),
        help="remove one of the two, or give them different paths",
    )
