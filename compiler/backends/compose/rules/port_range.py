"""An environment needs a port for each instance behind its router.

Behind a router each instance of both colours has loopback ports of its own, taken from `target.port_range` of the
environment. The range must hold them all.

## Bad

```yaml target=compose
version: 1
name: shop
components:
  web:
    image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
    health_check: {type: http, port: 8080}
environments:
  production:
    runner: compose
    router: nginx
    target: {port_range: 20000-20000}
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=compose
version: 1
name: shop
components:
  web:
    image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
    health_check: {type: http, port: 8080}
environments:
  production:
    runner: compose
    router: nginx
    target: {port_range: 20000-20099}
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: widen the range.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.release import Environment

RULE = Rule("PC747", "port-range-too-small", "error")


def range_too_small(environment: Environment, wanted: int) -> Diagnostic:
    """Return the problem of an environment whose instances want more ports than it has."""
    low, high = environment.target.port_range
    return RULE.at(
        environment.origin,
        f"environment `{environment.name}` has {high - low + 1} ports for its instances, which need {wanted}",
        label="too few ports",
        help=f"make `target.port_range` at least {wanted} ports wide",
    )
