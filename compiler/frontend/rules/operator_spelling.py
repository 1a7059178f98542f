"""An operator is spelt as in the language.

Equality is `==`, difference `!=`, and the logical operators are `&&`, `||` and `!`. Other languages say `=`, `===`,
`and`, `or`, `not`; here these have no meaning.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        conditional: env.CI_COMMIT_BRANCH = 'main'
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

Safe: the operator that the other spelling stands for.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC442", "operator-spelling", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape, safe=True)
