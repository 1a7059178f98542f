"""The steps of a job have different names.

Logs, reports and expressions (`steps.NAME.outputs`) call a step by its name. A name that two of them share calls
neither.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: test
        script: make unit-test
      - name: test
        script: make browser-test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit-test
        script: make unit-test
      - name: browser-test
        script: make browser-test
```

## Fix

Unsafe: a number is put behind the name; better ones only the author knows.
"""

from ...diagnostics import Change, Diagnostic, Label, Rule, Span

RULE = Rule("PC310", "duplicate-step", "error")


def duplicate_step(span: Span, first: Span, name: str, job: str, change: Change | None = None) -> Diagnostic:
    """Return the diagnostic of a step that has the name of an earlier one; an alias stands for what it brings in.

    `change` gives it another name.
    """
    return RULE.at(
        span,
        f"job `{job}` has two steps called `{name}`",
        label="again here",
        related=(Label(first, "the first one"),),
        help="give each step its own name",
        change=change,
    )
