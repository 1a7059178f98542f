"""Rolling without a router stops old instances before new ones are up.

Nomad replaces `batch_size` instances at a time in place: the old ones stop first. So as many may be unavailable at
once, which `max_unavailable` has to allow. With a router new instances come up beside the old ones.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: rolling}}
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

Unsafe: `max_unavailable` is raised to `batch_size`, which says what happens. With a router fewer are missing.
"""

from ....diagnostics import Change, Diagnostic, Rule
from ....ir.release import Rolling
from ..update import Placement

RULE = Rule("PC714", "destructive-rolling", "error")


def stops_first(placement: Placement, strategy: Rolling) -> Diagnostic:
    """Say that more instances would be unavailable than allowed."""
    return RULE.at(
        strategy.origin,
        f"without a router Nomad stops {strategy.batch_size} of `{placement.component.name}` at a time before their "
        f"successors are up, and `max_unavailable` is {strategy.max_unavailable}",
        label="replaces in place",
        help=f"set `max_unavailable: {strategy.batch_size}`, or give `{placement.environment.name}` a `router`",
        change=Change(strategy.origin, "max_unavailable", str(strategy.batch_size)),
    )
