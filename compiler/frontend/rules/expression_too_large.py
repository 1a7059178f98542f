"""An expression is of a size that a person can read.

An expression has at most 10,000 characters and 64 levels, and forms stand at most 16 deep in each other's defaults.
The bounds protect every reader of the pipeline, people and programs. A computation beyond them belongs into a
script.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        environment:
          FLAG: "${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-}}}}}}}}}}}}}}}}}"
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
          FLAG: "${A:-${B:-none}}"
        script: make test
```

## Fix

None: only you can say how to divide it.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC444", "expression-too-large", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
