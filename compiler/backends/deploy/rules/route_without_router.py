"""Routes need a router.

Without one nothing sends the requests on, and the routes say something that does not happen.

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
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
environments:
  production:
    runner: compose
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

None: a router must be chosen, or the routes removed by `overrides`.
"""

from ....diagnostics import NOWHERE, Diagnostic, Label, Rule
from ....ir.release import Component, Environment

RULE = Rule("PC788", "route-without-router", "warning")


def route_without_router(component: Component, environment: Environment) -> Diagnostic:
    """Return the diagnostic of a routed component where no router is."""
    route = component.routes[0]
    return RULE.at(
        route.origin if route.origin is not NOWHERE else component.origin,
        f"the environment `{environment.name}` has no router for the routes of `{component.name}`",
        label="sends nothing",
        related=(Label(environment.origin, "has no router"),),
        help=f"set `router`, or `routes: null` under `overrides` of `{environment.name}`",
    )
