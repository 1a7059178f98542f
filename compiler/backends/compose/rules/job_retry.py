"""Compose does not start a whole job again.

A container that ended stays ended, so attempts of a job in a fresh workspace cannot be had. Steps can be tried
again.

It is an error because the pipeline asks for it; `allow_degraded: [retry]` in the job says that it may be ignored.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  test:
    retry_count: 2
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

Unsafe: `retry` is added to `allow_degraded`; the job starts once then.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC732", "job-retry-on-compose", "error")


def retry_of_job(job: Job) -> Diagnostic:
    """Return the problem of a job with more than one attempt."""
    return RULE.at(
        job.origin,
        f"job `{job.name}` may be tried {job.retry.max_attempts} times, and Compose runs a job once",
        label="has further attempts",
        help="give `retry_count` to the steps that fail at times, or `allow_degraded: [retry]` to the job",
    )
