"""What stands in `${…}` is one of the forms of the language.

The forms are `${NAME}`, `${NAME:-default}`, `${NAME:+alternate}`, `${NAME/old/new}`, `${NAME//old/new}`,
`${secrets.NAME}`, `${ROOT.path}` and `${{ expression }}`. Shells have more; those work in scripts, where they
belong to the shell, and nowhere else.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        environment:
          BRANCH: "branch-${CI_COMMIT_BRANCH-none}"
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
          BRANCH: "branch-${CI_COMMIT_BRANCH:-none}"
        script: make test
```

## Fix

Unsafe: where one form was clearly meant it is written.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC446", "bad-form", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
