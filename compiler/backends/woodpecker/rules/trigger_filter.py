"""Woodpecker filters an event only by what the event has.

It ignores `path` for all events but `push` and `pull_request`, and `branch` for `tag`. A filter that is ignored would
start the pipeline where it was not meant to.

## Bad

```yaml target=woodpecker
version: 1
name: shop
triggers:
  - {event: tag, branch: [main]}
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=woodpecker
version: 1
name: shop
triggers:
  - {event: tag, tag: ['v*']}
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: remove the filter, or write it for an event that has it.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.plan import Trigger

RULE = Rule("PC768", "woodpecker-trigger", "error")


def ignored_filter(trigger: Trigger, key: str) -> Diagnostic:
    """Say that the filter `key` of `trigger` is not looked at."""
    return RULE.at(
        trigger.origin,
        f"Woodpecker ignores `{key}` for event `{trigger.event}`",
        label=f"`{key}` filters nothing here",
        help=f"remove `{key}`, or write it for an event that has it",
    )
