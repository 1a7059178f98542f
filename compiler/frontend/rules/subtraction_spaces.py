"""Subtraction has a space on both sides.

Names may contain `-`, as in `job.build-image`. So that nobody has to guess whether a `-` belongs to a name, the
operator is written with spaces: `a - b`.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        environment:
          LEFT: "${{ 5-1 }}"
        script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        environment:
          LEFT: "${{ 5 - 1 }}"
        script: make test
```

## Fix

Safe: spaces are added.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC443", "subtraction-spaces", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape, safe=True)
