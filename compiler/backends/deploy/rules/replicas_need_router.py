"""Several instances that listen on one host need a router in front.

Without a router every instance listens on the component's own port, and a host has each port once.

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
    artifact: build.site
    command: [./serve]
    ports: [{name: http, container: 8080}]
    replicas: 2
environments:
  production:
    runner: systemd
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
    artifact: build.site
    command: [./serve]
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
    replicas: 2
environments:
  production:
    runner: systemd
    router: nginx
```

## Fix

None: which router it is must be chosen.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.release import Component, Environment

RULE = Rule("PC787", "replicas-need-router", "error")


def replicas_need_router(component: Component, environment: Environment) -> Diagnostic:
    """Return the diagnostic of several instances that would listen on one port."""
    return RULE.at(
        component.origin,
        f"{component.replicas} instances of `{component.name}` cannot listen on port {component.ports[0].container}",
        label="one port, several instances",
        related=(Label(environment.origin, "has no router"),),
        help=f"set `router` in `{environment.name}` to `nginx` or `haproxy`, or `replicas: 1` under its `overrides`",
    )
