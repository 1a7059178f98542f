"""An operator or function is given values of the types that it works on.

`&&`, `||` and `!` take booleans; arithmetic takes numbers and decimal strings; `+` joins text when either side is a
string; functions say what they take. There is no conversion to boolean: whether a text counts as true would be a
guess.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        conditional: env.CI_COMMIT_TAG && env.CI_COMMIT_BRANCH == 'main'
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
        conditional: env.CI_COMMIT_TAG != '' && env.CI_COMMIT_BRANCH == 'main'
        script: make test
```

## Fix

Unsafe: a text between `&&` is compared with the empty one, and a literal is written in the type that is needed.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC452", "type-mismatch", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
