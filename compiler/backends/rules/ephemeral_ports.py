"""Host ports of instances are not those that Linux gives to outgoing connections.

Behind a router every instance listens on a port of the environment's range. Linux takes the ports from 32768 to 60999
for connections that programs open (`net.ipv4.ip_local_port_range`). Where one of them has the port of an instance, the
instance cannot start: now and then, for a reason that nobody finds.

## Bad

```yaml target=deploy
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
environments:
  production:
    runner: compose
    router: haproxy
    target: {port_range: 40000-40999}
```

## Good

```yaml target=deploy
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
environments:
  production:
    runner: compose
    router: haproxy
    target: {port_range: 21000-21999}
```

## Fix

None: which ports of the hosts are free must be known.
"""

from typing import Final

from ...diagnostics import Diagnostic, Rule
from ...ir.release import Environment

RULE = Rule("PC708", "ephemeral-ports", "warning")

FIRST: Final = 32768
LAST: Final = 60999
"""What Linux gives to outgoing connections unless it is told otherwise."""


def ephemeral_ports(environment: Environment) -> Diagnostic:
    """Return the diagnostic of a range that Linux uses itself."""
    low, high = environment.target.port_range
    return RULE.at(
        environment.origin,
        f"the host ports {low}-{high} of the environment `{environment.name}` are also given to outgoing connections",
        label=f"Linux uses {FIRST}-{LAST} itself",
        help=f"set `target.port_range` to ports below {FIRST}",
    )
