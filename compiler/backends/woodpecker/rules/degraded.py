"""What Woodpecker cannot keep is ignored, because the job allows it.

The job lists in `allow_degraded` what a runner that cannot enforce it may ignore. It is said once for each, so that
nobody believes in a limit that is not there.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    resources: {memory: 512MiB}
    allow_degraded: [resources]
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
```

## Fix

None: leave out what is ignored, or run the job where it is kept.
"""

from ....diagnostics import Diagnostic, Rule

RULE = Rule("PC750", "degraded-on-woodpecker", "warning")


def degraded(refused: Diagnostic, feature: str) -> Diagnostic:
    """Return the warning in which the error `refused` turns when the job allows it."""
    return RULE.at(
        refused.span,
        f"{refused.message}: ignored",
        label="ignored on Woodpecker",
        related=refused.related,
        help=f"`allow_degraded` lists `{feature}`",
    )
