"""A published port cannot belong to two versions at once.

While a deployment goes on behind a router, the old and the new version run side by side. A port that is fixed on
the host belongs to one of them only, and the other is never placed. Behind a router ports need not be fixed.

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
    ports: [{name: http, container: 8080, publish: 80}]
environments:
  production: {runner: nomad, router: haproxy}
```

## Good

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
  production: {runner: nomad, router: haproxy}
```

## Fix

None: leave out `publish`, since the router finds the port, or deploy `all-at-once`.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.release import Deploy, Port
from ..update import Placement

RULE = Rule("PC715", "fixed-port", "error")


def two_versions(placement: Placement, port: Port, deploy: Deploy) -> Diagnostic:
    """Say that the fixed port is taken while the other version comes up."""
    component = placement.component
    return RULE.at(
        component.origin,
        f"port `{port.name}` of `{component.name}` is fixed to {port.publish}, and `{deploy.strategy.type}` runs two "
        "versions at once",
        label=f"publishes {port.publish}",
        related=(Label(deploy.strategy.origin, "two versions run side by side"),),
        help="leave out `publish`: the router finds a dynamic port",
    )
