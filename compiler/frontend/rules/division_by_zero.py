"""Nothing is divided by zero.

`/` and `%` have no result for the divisor zero.

## Bad

```yaml
version: 1
name: shop
params:
  retries: {type: number, default: 3}
jobs:
  test:
    steps:
      - name: unit
        environment:
          SHARE: "${{ params.retries / 0 }}"
        script: make test
```

## Good

```yaml
version: 1
name: shop
params:
  retries: {type: number, default: 3}
jobs:
  test:
    steps:
      - name: unit
        environment:
          SHARE: "${{ params.retries / 2 }}"
        script: make test
```

## Fix

None.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC460", "division-by-zero", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
