"""A function is given as many arguments as it takes.

Each function takes a fixed number of arguments, a few also fewer or more. In a method call the value before the dot
is the first argument.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        conditional: contains(env.CI_COMMIT_MESSAGE)
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
        conditional: contains(env.CI_COMMIT_MESSAGE, 'deploy')
        script: make test
```

## Fix

None: the missing argument is known to you alone.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC451", "argument-count", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
