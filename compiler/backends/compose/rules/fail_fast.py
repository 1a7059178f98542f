"""Compose does not cancel the rest of a matrix.

With `fail_fast` the first instance that fails cancels those that run. Services of Compose do not end each other.

It is an error because the pipeline asks for it; `allow_degraded: [fail_fast]` in the job says that it may be
ignored.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  test:
    matrix: {python: [3.11, 3.12], fail_fast: true}
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
    matrix: {python: [3.11, 3.12]}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

Unsafe: `fail_fast` is added to `allow_degraded`; all instances run to their end then.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC733", "fail-fast-on-compose", "error")


def fail_fast_of_job(job: Job) -> Diagnostic:
    """Return the problem of a matrix that ends at its first failure."""
    return RULE.at(
        job.origin,
        f"the matrix of job `{job.name}` has `fail_fast`, and on Compose no instance can cancel another",
        label="all instances will run",
        help="leave out `fail_fast`, or add `allow_degraded: [fail_fast]` to the job",
    )
