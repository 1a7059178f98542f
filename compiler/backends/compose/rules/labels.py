"""Compose has no machines to choose from.

`labels` pick an agent or a node. All services of a Compose project run on the machine where it is started, whatever
that is.

It is an error because the pipeline asks for it; `allow_degraded: [labels]` in the job says that it may be ignored.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  test:
    labels: {gpu: a100}
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
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

Unsafe: `labels` is added to `allow_degraded`; the job runs on this machine then, whatever it has.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC734", "labels-on-compose", "error")


def labels_of_job(job: Job) -> Diagnostic:
    """Return the problem of a job that picks its machine."""
    wanted = ", ".join(f"`{name}: {value}`" for name, value in job.labels)
    return RULE.at(
        job.origin,
        f"job `{job.name}` wants a machine with {wanted}, and Compose has but one",
        label="picks a machine",
        help="leave out `labels`, or add `allow_degraded: [labels]` to the job",
    )
