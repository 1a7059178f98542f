"""A strategy that moves traffic between two versions needs a router on hosts.

Rolling, blue-green and canary deployments have two versions alive and decide who gets the requests. On `compose` and
`systemd` only a router can do that; two instances cannot listen on one port.

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
      strategy: {type: blue-green}
components:
  web:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: http, container: 8080}]
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
      strategy: {type: blue-green}
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

None: which router it is must be chosen.
"""

from ....diagnostics import NOWHERE, Diagnostic, Label, Rule
from ....ir.release import Component, Deploy, Environment

RULE = Rule("PC773", "strategy-needs-router", "error")


def needs_router(deploy: Deploy, environment: Environment, component: Component) -> Diagnostic:
    """Return the diagnostic of a strategy that cannot move the traffic of `component`."""
    return RULE.at(
        deploy.strategy.origin if deploy.strategy.origin is not NOWHERE else deploy.origin,
        f"a {deploy.strategy.type} deployment moves traffic, and the environment `{environment.name}` has no router",
        label=f"who sends requests to `{component.name}`?",
        related=(Label(environment.origin, f"runs on {environment.runner} without a router"),),
        help=f"set `router: nginx` or `router: haproxy` in `{environment.name}`, or deploy `all-at-once`",
    )
