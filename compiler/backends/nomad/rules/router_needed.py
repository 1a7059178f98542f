"""Blue-green and canary deployments need a router.

These strategies send a share of the traffic, or all of it at one moment, to the new version. Nomad itself sends no
traffic: without a router nothing can weigh or switch it.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: canary}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
environments:
  production: {runner: nomad}
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: rolling, max_unavailable: 1}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
environments:
  production: {runner: nomad}
```

## Fix

None: give the environment `router: haproxy` or `router: nginx`, or choose `rolling` or `all-at-once`.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.release import BlueGreen, Canary
from ..update import Placement

RULE = Rule("PC713", "router-needed", "error")


def without_router(placement: Placement, strategy: Canary | BlueGreen) -> Diagnostic:
    """Say that nothing in the environment can move traffic."""
    name = placement.environment.name
    return RULE.at(
        strategy.origin,
        f"strategy `{strategy.type}` moves traffic of `{placement.component.name}`, and `{name}` has no router",
        label="needs a router",
        help=f"give `{name}` a `router`, or deploy with `rolling` or `all-at-once`",
    )
