"""A function that is called exists.

The functions are fixed, so that a pipeline means the same on every runner. Their names are case-sensitive.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        conditional: startswith(env.CI_COMMIT_BRANCH, 'release/')
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
        conditional: startsWith(env.CI_COMMIT_BRANCH, 'release/')
        script: make test
```

## Fix

Unsafe: the nearest name is written.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC450", "unknown-function", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
