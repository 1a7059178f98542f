"""Nomad does not enforce this limit.

Nomad reserves disk on a node and lets a task write more; a `raw_exec` process gets neither processor nor memory
limits. `allow_degraded: [resources]` on the job says that this may be, and leaves a warning.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  test:
    checkout: false
    resources: {disk: 1GiB}
    steps:
      - name: unit
        script: make test
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  test:
    checkout: false
    resources: {memory: 1GiB}
    steps:
      - name: unit
        script: make test
```

## Fix

Unsafe: `resources` is added to the job's `allow_degraded`; the limit is not enforced then. A component has no such
list: leave out its limit.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job
from ....ir.release import Component

RULE = Rule("PC720", "unenforced-limit", "error")


def of_job(job: Job, limit: str, why: str) -> Diagnostic:
    """Say that a job's limit does not hold."""
    return RULE.at(
        job.resources.origin,
        f"Nomad {why}: the `{limit}` limit of `{job.name}` would not hold",
        label="not enforced",
        help="leave it out, or allow it by `allow_degraded: [resources]`",
    )


def of_component(component: Component) -> Diagnostic:
    """Say that a component's disk limit does not hold."""
    return RULE.at(
        component.resources.origin,
        f"Nomad does not enforce the `disk` limit of `{component.name}`",
        label="not enforced",
        help="leave it out, or put the data on a volume of limited size",
    )
