"""Values of the same type are compared.

A string never equals a number, so `==` between the two is always false and surely a mistake. Environment variables
are strings, whatever they look like. Anything may be compared with `null`.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        conditional: env.CI_PIPELINE_NUMBER == 1
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
        conditional: env.CI_PIPELINE_NUMBER == '1'
        script: make test
```

## Fix

Unsafe: the literal is written in the other side's type.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC453", "mixed-comparison", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
