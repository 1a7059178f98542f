"""A schedule is made in Woodpecker's settings.

Workflows only say to which schedule they belong, by its name. The schedule itself is made in the settings of the
repository or by its API.

## Bad

```yaml target=woodpecker
version: 1
name: shop
triggers:
  - {event: cron, cron: {name: nightly, schedule: '0 3 * * *'}}
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
  - {event: push}
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: make the schedule there, then silence this with `# pipec: ignore[PC763]`.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.plan import Cron, Trigger

RULE = Rule("PC763", "woodpecker-schedule", "hint")


def schedule_elsewhere(trigger: Trigger, cron: Cron) -> Diagnostic:
    """Say what has to be made outside."""
    return RULE.at(
        trigger.origin,
        f"Woodpecker runs this only when its settings have a cron `{cron.name}`",
        label="a name, not a schedule, for Woodpecker",
        help=f"add cron `{cron.name}` with schedule `{cron.schedule}` in the repository's settings",
    )
