"""Compose cannot limit disk space.

Only some storage drivers of some engines limit what a container writes, and none limits a volume. Limits of `cpu`
and `memory` are kept.

In a job, `allow_degraded: [resources]` says that the limit may be ignored.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  test:
    resources: {disk: 2GiB}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=compose
version: 1
name: shop
jobs:
  test:
    resources: {memory: 2GiB}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

Unsafe: `resources` is added to the job's `allow_degraded`; nothing limits the disk then. A component has no such list:
leave out its limit.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.job import Job
from ....ir.release import Component, Environment

RULE = Rule("PC735", "disk-limit-on-compose", "error")


def disk_of_job(job: Job) -> Diagnostic:
    """Return the problem of a job with a limit of disk space."""
    return RULE.at(
        job.resources.origin if job.resources.origin.path else job.origin,
        f"job `{job.name}` limits its disk space, which Compose cannot do",
        label="has a `disk` limit",
        help="leave out `disk`, or add `allow_degraded: [resources]` to the job",
    )


def disk_of_component(component: Component, environment: Environment) -> Diagnostic:
    """Return the problem of a component with a limit of disk space."""
    return RULE.at(
        component.resources.origin if component.resources.origin.path else component.origin,
        f"component `{component.name}` limits its disk space, which Compose cannot do",
        label="has a `disk` limit",
        related=(Label(environment.origin, "this environment runs on Compose"),),
        help=f"leave out `disk`, or set it to `null` in `overrides` of environment `{environment.name}`",
    )
