"""Woodpecker limits how often a workflow runs, not how often a pipeline does.

Its `concurrency` (from 3.16) counts single workflows. A pipeline of one workflow is limited by it; in a pipeline of
several, two runs would still go side by side, each in another job. Runs in progress are never cancelled by it.

## Bad

```yaml target=woodpecker
version: 1
name: shop
concurrency: {group: deploy}
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
```

## Good

```yaml target=woodpecker
version: 1
name: shop
concurrency: {group: deploy}
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: remove `concurrency`, or make the pipeline one job.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.plan import Concurrency

RULE = Rule("PC759", "woodpecker-concurrency", "error")


def concurrency_not_kept(concurrency: Concurrency, reason: str) -> Diagnostic:
    """Say why runs of the group would not be limited."""
    return RULE.at(
        concurrency.origin,
        f"`concurrency` is not kept: {reason}",
        label="limits no run on Woodpecker",
        help="remove it, or make the pipeline one job without `cancel_in_progress`",
    )
