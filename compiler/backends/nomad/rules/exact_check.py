"""Without a router Nomad's own checks decide, and they know neither commands nor exact answers.

Nomad asks by `http` or `tcp`, takes any status under 400 for health, reads no body and counts no thresholds. Behind
a router the runtime checks exactly as the pipeline says before it moves weights; without one there is no such moment.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
    health_check: {type: command, command: [/bin/check]}
environments:
  production: {runner: nomad}
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
    health_check: {type: tcp, port: 8080}
environments:
  production: {runner: nomad}
```

## Fix

None: use a plain `tcp` or `http` check, or give the environment a router.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.values import HealthCheck
from ..update import Placement

RULE = Rule("PC716", "exact-check", "error")


def without_router(placement: Placement, check: HealthCheck, wanted: list[str]) -> Diagnostic:
    """Say what of the health check nobody could look at."""
    what = " and ".join(f"`{name}`" for name in wanted)
    return RULE.at(
        check.origin,
        f"Nomad cannot check {what} of `{placement.component.name}`, and `{placement.environment.name}` has no router",
        label="more than Nomad's own check",
        help=f"use a plain `tcp` or `http` check, or give `{placement.environment.name}` a `router`",
    )
