"""A job's condition is one that a shell can test.

The workflow of a job starts in any case, because workflows that Woodpecker leaves out take their dependents with
them. Its steps then test the condition, through a shell program that knows texts, whole numbers and their functions,
but not division, JSON, `null` and most lists.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    conditional: env.CI_PIPELINE_NUMBER / 2 > 10
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
    conditional: env.CI_COMMIT_BRANCH == 'main'
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: say it in another way, or test it inside the scripts.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC760", "woodpecker-condition", "error")


def inexpressible_condition(job: Job, reason: str, help: str = "") -> Diagnostic:
    """Say that the condition of `job` cannot become shell."""
    return RULE.at(
        job.origin,
        f"the `conditional` of job `{job.name}` {reason}, and on Woodpecker a shell tests it",
        label="this job's condition",
        help=help
        or "compare texts with `==`, `!=`, `startsWith`, `endsWith` or `contains`, or test it inside the scripts",
    )
