"""A variable that an expression reads is set somewhere.

`env` has the variables of the step, the job, `global_env` and the system. The environment of whoever starts the
pipeline is no source. A variable that may be missing stands inside `default`.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        conditional: env.CI_COMIT_BRANCH == 'main'
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
        conditional: env.CI_COMMIT_BRANCH == 'main'
        script: make test
```

## Fix

Unsafe: the nearest name is written.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC458", "unset-variable", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
