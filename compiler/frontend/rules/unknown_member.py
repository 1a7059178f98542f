"""A path names members that exist.

`params` has the declared parameters, `matrix` the axes, `job` the dependencies, `steps` the earlier steps. Another
name would have no value at run time.

## Bad

```yaml
version: 1
name: shop
params:
  region: {type: string, default: eu}
jobs:
  test:
    steps:
      - name: unit
        environment:
          REGION: "${params.regoin}"
        script: make test
```

## Good

```yaml
version: 1
name: shop
params:
  region: {type: string, default: eu}
jobs:
  test:
    steps:
      - name: unit
        environment:
          REGION: "${params.region}"
        script: make test
```

## Fix

Unsafe: the nearest name is written.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Problem
from ..expression_report import Escape, Locate, located

RULE = Rule("PC454", "unknown-member", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
