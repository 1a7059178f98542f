"""A fixed port is not one that Nomad gives away itself.

Clients give their dynamic ports from 20000 to 32000, unless `min_dynamic_port` and `max_dynamic_port` say otherwise.
A fixed port among them may be taken already by any other allocation, so that the component is placed on one day and on
another is not.

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
    ports: [{name: http, container: 8080, publish: 25000}]
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
    ports: [{name: http, container: 8080, publish: 8080}]
environments:
  production:
    runner: nomad
```

## Fix

None: the port is known to those who ask it.
"""

from typing import Final

from ....diagnostics import Diagnostic, Rule
from ....ir.release import Port
from ..update import Placement

RULE = Rule("PC728", "fixed-in-dynamic-range", "warning")

DYNAMIC: Final = range(20000, 32001)
"""What a client gives away unless its configuration says otherwise."""


def among_dynamic(placement: Placement, port: Port) -> Diagnostic:
    """Say that others may have the port already."""
    component = placement.component
    return RULE.at(
        component.origin,
        f"port `{port.name}` of `{component.name}` is fixed to {port.publish}, which Nomad may give to others",
        label=f"dynamic ports are {DYNAMIC.start}-{DYNAMIC.stop - 1}",
        help=f"publish a port below {DYNAMIC.start}, or leave out `publish`",
    )
