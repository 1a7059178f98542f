"""A route goes to a port of its component.

The router sends requests to the first port, or to the one that the route names. A component without that port gets
none.

## Bad

```yaml target=deploy
version: 1
name: shop
jobs:
  build:
    steps:
      - name: build
        image: registry.example/make:4@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
        script: make
    artifacts:
      site:
        paths: [site/**]
  release:
    depends_on: [build]
    deploy:
      environment: production
      strategy: {type: all-at-once}
components:
  web:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    routes: [{path: /}]
environments:
  production:
    runner: compose
    router: nginx
```

## Good

```yaml target=deploy
version: 1
name: shop
jobs:
  build:
    steps:
      - name: build
        image: registry.example/make:4@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
        script: make
    artifacts:
      site:
        paths: [site/**]
  release:
    depends_on: [build]
    deploy:
      environment: production
      strategy: {type: all-at-once}
components:
  web:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
environments:
  production:
    runner: compose
    router: nginx
```

## Fix

None: the port must be given.
"""

from ....diagnostics import NOWHERE, Diagnostic, Label, Rule
from ....ir.release import Component, Route

RULE = Rule("PC789", "route-without-port", "error")


def route_without_port(route: Route, component: Component) -> Diagnostic:
    """Return the diagnostic of a route to a port that the component does not list."""
    where = f"the port {route.port}" if route.port else "any port"
    return RULE.at(
        route.origin if route.origin is not NOWHERE else component.origin,
        f"the component `{component.name}` has a route and does not list {where}",
        label="goes nowhere",
        related=(Label(component.origin, "the component"),),
        help="add `ports: [{name: http, container: PORT}]`",
    )
