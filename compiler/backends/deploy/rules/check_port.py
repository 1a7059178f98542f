"""Health is asked at a port of the component.

On hosts only the listed ports of an instance get a host port. A check of any other port would ask nobody, or another
program.

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
    health_check: {type: http, port: 9090, path: /healthz}
environments:
  production:
    runner: compose
    router: haproxy
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
    ports: [{name: http, container: 8080}, {name: health, container: 9090}]
    routes: [{path: /}]
    health_check: {type: http, port: 9090, path: /healthz}
environments:
  production:
    runner: compose
    router: haproxy
```

## Fix

Unsafe: where one port only is listed, the check asks that. None where there are several.
"""

from ....diagnostics import NOWHERE, Change, Diagnostic, Label, Rule
from ....ir.release import Component, Environment

RULE = Rule("PC784", "check-port-unreachable", "error")


def check_port(component: Component, environment: Environment) -> Diagnostic:
    """Return the diagnostic of a health check of a port that the component does not list."""
    check = component.health_check
    origin = check.origin if check and check.origin is not NOWHERE else component.origin
    return RULE.at(
        origin,
        f"the health check of `{component.name}` asks a port that it does not list",
        label=f"not reachable in `{environment.name}`",
        related=(Label(component.origin, "the component"),),
        help="add the port to `ports`, or check one of "
        + (", ".join(str(port.container) for port in component.ports) or "those that you add"),
        change=Change(origin, "port", str(component.ports[0].container)) if _sure(component) else None,
    )


def _sure(component: Component) -> bool:
    """Tell whether the check can only have meant one port."""
    check = component.health_check
    return len(component.ports) == 1 and check is not None and check.origin is not NOWHERE
