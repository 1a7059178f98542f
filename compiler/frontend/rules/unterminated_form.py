"""`${` and `${{` are closed.

A variable form ends with `}` and an expression with `}}`. Without them the rest of the text would silently become
part of the form. A literal `${` is written `$${`.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        environment:
          IMAGE: "shop:${CI_COMMIT_SHA"
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
          IMAGE: "shop:${CI_COMMIT_SHA}"
        script: make test
```

## Fix

None: where the form was meant to end cannot be known.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC445", "unterminated-form", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
