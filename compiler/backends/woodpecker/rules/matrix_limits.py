"""Woodpecker neither limits the instances of a matrix nor cancels them.

Each instance is a workflow. Workflows start as soon as an agent is free, and one that fails stops no other, so that
`max_parallel` and `fail_fast` would be ignored.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    matrix: {python: ['3.11', '3.12'], max_parallel: 1}
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
    matrix: {python: ['3.11', '3.12']}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

Unsafe: the key's name is added to `allow_degraded`; the instances run as agents are free then.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC753", "woodpecker-matrix-limits", "error")


def matrix_limit(job: Job, key: str) -> Diagnostic:
    """Say that `key` of the job's matrix is not kept."""
    return RULE.at(
        job.origin,
        f"the matrix of job `{job.name}` has `{key}`, and Woodpecker starts its instances whenever an agent is free",
        label=f"`{key}` is not kept",
        help=f"remove `{key}`, or list it in `allow_degraded`",
    )
