"""A request has one component to go to.

Two routes with the same host, path and port would leave the choice to chance. A longer path wins over a shorter one,
and a host over none, so that only equal routes conflict. nginx does not tell names apart that differ by case only.

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
  admin:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
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
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
  admin:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: http, container: 8080}]
    routes: [{path: /admin}]
environments:
  production:
    runner: compose
    router: haproxy
```

## Fix

None: the right route must be chosen.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.release import Component, Environment
from ..exposure import Match

RULE = Rule("PC778", "route-conflict", "error")


def route_conflict(one: Match, other: Match, environment: Environment) -> Diagnostic:
    """Return the diagnostic of two equal routes."""
    what = f"`{one.host or ''}{one.path}`"
    return RULE.at(
        other.origin,
        f"{what} goes to `{one.component}` and to `{other.component}` in the environment `{environment.name}`",
        label="already taken",
        related=(Label(one.origin, "taken here"),),
        help="give one of them another `host` or `path`",
    )


def same_name(one: Component, other: Component) -> Diagnostic:
    """Return the diagnostic of two components whose names are the same to nginx."""
    return RULE.at(
        other.origin,
        f"nginx cannot tell `{other.name}` from `{one.name}`",
        label="differs by case only",
        related=(Label(one.origin, "the other one"),),
        help="rename one of them, or use `router: haproxy`",
    )
