"""What a target cannot keep is ignored, because the job allows it.

The job lists in `allow_degraded` what a runner that cannot enforce it may ignore. It is said once for each, so that
nobody believes in a limit that is not there.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  test:
    retry_count: 2
    allow_degraded: [retry]
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

None: leave out what is ignored, or run the job where it is kept.
"""

from ...diagnostics import Diagnostic, Rule

RULE = Rule("PC706", "degraded", "warning")


def degraded(refused: Diagnostic, feature: str, target: str) -> Diagnostic:
    """Return the warning in which the error `refused` turns when the job allows it."""
    return RULE.at(
        refused.span,
        f"{refused.message}: ignored",
        label=f"ignored on `{target}`",
        related=refused.related,
        help=f"`allow_degraded` lists `{feature}`",
    )
