"""A published port belongs to one container at a time.

Without a router each instance of a component would publish the port itself, and only the first can have it: not two
replicas, and not two versions during a deployment that keeps the old one alive. A router takes the port and gives
each instance one of its own.

## Bad

```yaml target=compose
version: 1
name: shop
components:
  web:
    image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
    replicas: 2
    ports: [{name: http, container: 8080, publish: 80}]
environments:
  production:
    runner: compose
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
    replicas: 2
    ports: [{name: http, container: 8080, publish: 80}]
    routes: [{path: /}]
    health_check: {type: http, port: 8080}
environments:
  production:
    runner: compose
    router: nginx
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: put a router before the environment, or leave out `publish`.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.release import Component, Environment

RULE = Rule("PC742", "fixed-port-twice", "error")


def port_twice(component: Component, environment: Environment, why: str) -> Diagnostic:
    """Return the problem of a published port that several containers want; `why` says which."""
    ports = ", ".join(str(port.publish) for port in component.ports if port.publish is not None)
    return RULE.at(
        component.origin,
        f"component `{component.name}` publishes port {ports}, which {why} cannot share",
        label="publishes a fixed port",
        related=(Label(environment.origin, "this environment has no router"),),
        help=f"give environment `{environment.name}` a `router`, or leave out `publish`",
    )
