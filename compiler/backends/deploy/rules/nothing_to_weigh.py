"""A canary needs a component that the router sends requests to.

A canary's weights are shares of the traffic. A component without routes and without published ports gets none from
the router, so every stage would be the same.

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
      strategy: {type: canary}
components:
  worker:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
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
      strategy: {type: canary}
components:
  web:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
environments:
  production:
    runner: compose
    router: haproxy
```

## Fix

None: a route or another strategy must be chosen.
"""

from ....diagnostics import NOWHERE, Diagnostic, Label, Rule
from ....ir.release import Deploy, Environment

RULE = Rule("PC774", "canary-without-traffic", "error")


def nothing_to_weigh(deploy: Deploy, environment: Environment) -> Diagnostic:
    """Return the diagnostic of a canary of components that the router does not know."""
    return RULE.at(
        deploy.strategy.origin if deploy.strategy.origin is not NOWHERE else deploy.origin,
        f"no component of this canary gets traffic from the router of `{environment.name}`",
        label="a share of nothing",
        related=(Label(environment.origin, "the environment"),),
        help="give a component `routes`, or deploy by `rolling` or `blue-green`",
    )
