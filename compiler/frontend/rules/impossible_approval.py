"""No more approvals are required than there are people who may give one.

An approval by the same person counts once, so the job would wait until its approval times out, and fail.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    approval:
      required: 2
      approvers: [ada]
    steps:
      - script: make release
```

## Good

```yaml
version: 1
name: shop
jobs:
  release:
    approval:
      required: 2
      approvers: [ada, grace]
    steps:
      - script: make release
```

## Fix

Unsafe: `required` is lowered to the number of approvers; another approver may rather have been forgotten.
"""

from ...diagnostics import Change, Diagnostic, Label, Rule, Span
from ...ir.values import Approval

RULE = Rule("PC207", "impossible-approval", "error")


def impossible_approval(span: Span, approval: Approval, approvers: Span) -> Diagnostic:
    """Return the diagnostic of an approval that needs more people than may give it, named at `approvers`."""
    people = len(set(approval.approvers))
    who = "1 person" if people == 1 else f"{people} people"
    return RULE.at(
        span,
        f"{approval.required} approvals are required, but only {who} may give one",
        label="can never be reached",
        related=(Label(approvers, who),),
        help="name more approvers or require fewer approvals",
        change=Change(approval.origin, "required", str(people)),
    )
