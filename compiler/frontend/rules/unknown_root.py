"""A path begins with a name that expressions know in its place.

Paths begin with `params`, `matrix`, `job`, `steps`, `env`, `trigger` or `release`. Some are known in some places
only: `matrix` in a job that has one, `release` in deployments. A bare word is no text: text stands in single
quotes.

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
          REGION: "${param.region}"
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

RULE = Rule("PC447", "unknown-root", "error")


def report(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of such a problem."""
    return located(RULE, problem, locate, escape)
