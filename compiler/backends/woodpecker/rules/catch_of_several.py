"""A catch has one dependency on Woodpecker.

A workflow with `runs_on: [failure]` runs there only if no workflow that it depends on succeeded. With several, one
success would keep the catch from running although another has failed.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
  lint:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
  undo:
    depends_on: [test, lint]
    runs_on: [failure]
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
  undo:
    depends_on: [test]
    runs_on: [failure]
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: write one catch for each dependency, or a finally (`runs_on: [success, failure]`).
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC758", "woodpecker-catch", "error")


def catch_of_several(job: Job, count: int) -> Diagnostic:
    """Say that `job` would miss failures."""
    return RULE.at(
        job.origin,
        f"job `{job.name}` catches failures of {count} jobs, and Woodpecker would run it only if all of them failed",
        label="runs only if none succeeded",
        help="write one catch for each dependency, or a finally: `runs_on: [success, failure]`",
    )
