"""A computed value stays within bounds.

Texts have at most 1,000,000 characters, and numbers are those of double precision, with whole numbers exact up to
63 bits. A larger value is made by a script.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        environment:
          HUGE: "${{ 1e300 * 1e300 }}"
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
          LARGE: "${{ 1e3 * 1e3 }}"
        script: make test
```

## Fix

None.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC463", "value-too-large", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
