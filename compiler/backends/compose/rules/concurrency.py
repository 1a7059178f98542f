"""Compose does not hold back a second run.

Two runs of one project at a time would share its volumes. Whoever starts `compose.jobs.yaml` sees to it that one
has ended before the next begins; `concurrency` of the pipeline is not enforced.

## Bad

```yaml target=compose
version: 1
name: shop
concurrency: {group: shop}
jobs:
  test:
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

None: `pipec run` and Woodpecker keep `concurrency`.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.plan import Concurrency

RULE = Rule("PC745", "concurrency-on-compose", "warning")


def concurrency_not_kept(concurrency: Concurrency) -> Diagnostic:
    """Return the note that runs are not held back."""
    return RULE.at(
        concurrency.origin,
        f"group `{concurrency.group}` does not hold back runs that Compose starts",
        label="not enforced",
        help="start one run after another, or run the pipeline with `pipec run`",
    )
