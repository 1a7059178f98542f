"""A string in an expression stands in single quotes.

Double quotes belong to YAML, in which the expression stands; with single quotes inside, both can be read without
counting backslashes. A single quote inside a string is written twice.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        conditional: ${{ env.CI_COMMIT_BRANCH == "main" }}
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
        conditional: ${{ env.CI_COMMIT_BRANCH == 'main' }}
        script: make test
```

## Fix

Safe: the same text in single quotes.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC441", "expression-quotes", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape, safe=True)
