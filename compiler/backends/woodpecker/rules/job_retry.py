"""Woodpecker does not retry jobs.

A workflow that fails has failed until somebody restarts the whole pipeline. Steps are retried: `retry_count` of a
step is kept.

## Bad

```yaml target=woodpecker
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

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
        retry_count: 2
```

## Fix

Unsafe: `retry` is added to `allow_degraded`; the job starts once then. Else retry the steps that may fail by chance.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC754", "woodpecker-job-retry", "error")


def retried_job(job: Job) -> Diagnostic:
    """Say that `job` would not start again."""
    return RULE.at(
        job.origin,
        f"job `{job.name}` may start {job.retry.max_attempts} times, and Woodpecker starts a job once",
        label="not started again",
        help="give `retry_count` to the steps that may fail by chance, or list `retry` in `allow_degraded`",
    )
