"""nginx routes HTTP; other published ports need HAProxy.

A published port without routes and without an HTTP health check is taken as plain TCP. nginx forwards TCP only with a
module that many builds leave out.

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
  database:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: sql, container: 5432, publish: 5432}]
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
  database:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: sql, container: 5432, publish: 5432}]
environments:
  production:
    runner: compose
    router: haproxy
```

## Fix

Unsafe: `router: haproxy` changes what runs in front of the components; a route may rather have been forgotten.
"""

from ....diagnostics import Change, Diagnostic, Label, Rule, Span
from ....ir.release import Environment

RULE = Rule("PC785", "tcp-needs-haproxy", "error")


def tcp_needs_haproxy(component: str, port: int, origin: Span, environment: Environment) -> Diagnostic:
    """Return the diagnostic of a published TCP port behind nginx."""
    return RULE.at(
        origin,
        f"the port {port} of `{component}` is plain TCP, which nginx does not route",
        label="published without a route",
        related=(Label(environment.origin, "has the router nginx"),),
        help="set `router: haproxy`, or, if it speaks HTTP, give it `routes` or an `http` health check",
        change=Change(environment.origin, "router", "haproxy"),
    )
