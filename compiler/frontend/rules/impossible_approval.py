"""As many people may approve as have to."""

from ...diagnostics import Diagnostic, Rule, Span
from ...ir.values import Approval

RULE = Rule("PC207", "impossible-approval", "error")


def impossible_approval(span: Span, approval: Approval) -> Diagnostic:
    """Return the diagnostic of an approval that needs more people than may give it."""
    people = len(set(approval.approvers))
    return RULE.at(
        span,
        f"{approval.required} approvals are required, but only {people} may approve",
        label="can never be reached",
        help="name more approvers or require fewer",
    )
