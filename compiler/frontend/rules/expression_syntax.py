"""An expression is complete and has the form of the language.

An expression is made of values, operators, calls and parentheses. Something is missing, left over or unknown here,
so that the whole has no meaning. There is no conditional operator and there are no list literals.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        conditional: "(env.CI_COMMIT_BRANCH == 'main'"
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
        conditional: "(env.CI_COMMIT_BRANCH == 'main')"
        script: make test
```

## Fix

None: what was meant cannot be known. For `$NAME` the fix writes `env.NAME`; it is unsafe.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC440", "expression-syntax", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
