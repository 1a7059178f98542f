"""Woodpecker has no timeout for a whole pipeline.

Jobs and steps keep their own. The time that a whole run may take is nowhere: the limit in the repository's settings
is for each workflow.

## Bad

```yaml target=woodpecker
version: 1
name: shop
timeout: 30m
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    timeout: 30m
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: give the jobs a `timeout`.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.plan import Plan

RULE = Rule("PC765", "woodpecker-timeout", "warning")


def timeout_of_pipeline(plan: Plan) -> Diagnostic:
    """Say that the run as a whole is not ended."""
    return RULE.at(
        plan.origin,
        f"Woodpecker does not end a run after the pipeline's {plan.timeout} s",
        label="`timeout` of the whole pipeline",
        help="give `timeout` to jobs",
    )
