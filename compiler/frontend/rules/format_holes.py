"""The template of `format` has one `{}` for each value.

Holes are filled in the order of the values. A brace that is no hole is written twice: `{{` and `}}`.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        environment:
          TAG: ${{ format('{}-{}', env.CI_COMMIT_BRANCH) }}
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
          TAG: ${{ format('{}-{}', env.CI_COMMIT_BRANCH, env.CI_PIPELINE_NUMBER) }}
        script: make test
```

## Fix

None.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC457", "format-holes", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
