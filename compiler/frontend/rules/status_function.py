"""`success()`, `failure()` and `always()` stand in the `conditional` of a step.

They ask how the job goes so far, which only its later steps can know. Which endings of other jobs let a job start
is said by `runs_on`.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        environment:
          FAILED: "${{ failure() }}"
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
        script: make test
      - name: tell
        conditional: failure()
        script: make tell
```

## Fix

None.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC456", "status-function", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
