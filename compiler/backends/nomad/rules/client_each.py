"""Instances with a fixed port need a client each.

A client has every port once. Nomad places the instances of a component with `publish` on as many clients; those for
which there is none stay pending, and the deployment fails at its deadline.

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
    replicas: 3
    ports: [{name: http, container: 8080, publish: 8080}]
environments:
  production:
    runner: nomad
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
    replicas: 3
    ports: [{name: http, container: 8080}]
environments:
  production:
    runner: nomad
```

## Fix

None: how many clients there are, and whether a dynamic port will do, only you know.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.release import Port
from ..update import Placement

RULE = Rule("PC729", "client-for-each-instance", "hint")


def client_each(placement: Placement, port: Port) -> Diagnostic:
    """Say that no two instances can be on one client."""
    component = placement.component
    return RULE.at(
        component.origin,
        f"the {component.replicas} instances of `{component.name}` need {component.replicas} clients, because each "
        f"listens on port {port.publish}",
        label="one on each client",
        help="leave out `publish`, so that each gets a port of its own, or see to it that there are enough clients",
    )
