"""Text that is computed with is a decimal number.

Arithmetic and `<`, `<=`, `>`, `>=` read strings as decimal numbers such as `8` or `-1.5`. Other text has no number,
and no order: versions and words are compared in a script.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        conditional: env.CI_PIPELINE_NUMBER > 'ten'
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
        conditional: env.CI_PIPELINE_NUMBER > 10
        script: make test
```

## Fix

None.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC455", "not-a-number", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
