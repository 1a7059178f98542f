"""An index names an item that the array has.

The items of an array are numbered from 0; the last of three is 2. Negative numbers name no item.

## Bad

```yaml
version: 1
name: shop
params:
  zones: {type: array, default: [a, b]}
jobs:
  test:
    steps:
      - name: unit
        environment:
          ZONE: "${params.zones[2]}"
        script: make test
```

## Good

```yaml
version: 1
name: shop
params:
  zones: {type: array, default: [a, b]}
jobs:
  test:
    steps:
      - name: unit
        environment:
          ZONE: "${params.zones[1]}"
        script: make test
```

## Fix

None.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC461", "index-out-of-range", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
