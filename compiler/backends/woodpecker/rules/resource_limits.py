"""Woodpecker's workflows cannot limit resources.

What a step may use is set on the agent, by whoever runs it, and the same for all steps.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    resources: {memory: 512MiB}
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
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

Unsafe: `resources` is added to `allow_degraded`; the agents' own limits hold then.
"""

from ....diagnostics import NOWHERE, Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC755", "woodpecker-resources", "error")


def unlimited(job: Job, names: str) -> Diagnostic:
    """Say that the limits called `names` are not kept."""
    return RULE.at(
        job.resources.origin if job.resources.origin != NOWHERE else job.origin,
        f"Woodpecker cannot limit {names} of the steps of a workflow",
        label="not limited",
        help="set limits on the agents, and list `resources` in `allow_degraded`",
    )
