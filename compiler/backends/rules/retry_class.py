"""A step is retried for whatever reason it failed, but for configuration.

On Nomad, Compose and Woodpecker a small shell program retries steps. From an exit code it cannot tell an unreachable
dependency from a failing test, so a `retry_on` that names some failure classes would be ignored inside the job. Exit
codes 126 and 127 (`configuration`) are never retried.

## Bad

```yaml target=woodpecker
version: 1
name: shop
retry_policy: {retry_on: [infrastructure]}
jobs:
  test:
    steps:
      - name: unit
        image: docker.io/library/alpine@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        retry_count: 2
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
        image: docker.io/library/alpine@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        retry_count: 2
        script: make test
```

## Fix

None: either the classes or the step's `retry_count` must go.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.job import Step

RULE = Rule("PC703", "retry-class", "error")


def retry_by_class(step: Step, target: str) -> Diagnostic:
    """Say that the failure classes of `retry_on` cannot choose the retries of `step`."""
    return RULE.at(
        step.origin,
        f"step `{step.name}` has `retry_count` under a `retry_on` of some classes, which `{target}` cannot tell",
        label="retried whatever the failure's class",
        help="remove `retry_on` from the `retry_policy`, or `retry_count` from the step",
    )
