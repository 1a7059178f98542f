"""A step's name is unique in its job."""

from ...diagnostics import Diagnostic, Label, Rule
from ..tree import Scalar

RULE = Rule("PC310", "duplicate-step", "error")


def duplicate_step(name: Scalar, first: Scalar, job: str) -> Diagnostic:
    """Return the diagnostic of a step that has the name of an earlier one."""
    return RULE.at(
        name.span,
        f"job `{job}` has two steps called `{name.text}`",
        label="again here",
        related=(Label(first.span, "the first one"),),
        help="give each step its own name",
    )
