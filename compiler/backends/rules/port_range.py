"""An environment's port range has room for both colours of every component.

Behind a router each slot of both colours has a host port of its own for each of its ports, and HAProxy keeps at least
four slots of each colour, so that more replicas need no reload.

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
    router: haproxy
    target:
      port_range: 20000-20003
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
    router: haproxy
    target:
      port_range: 20000-20099
```

## Fix

None: free ports of the host must be chosen.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.release import Environment

RULE = Rule("PC705", "port-range-too-small", "error")


def port_range(environment: Environment, needed: int) -> Diagnostic:
    """Return the diagnostic of a range with fewer than `needed` ports."""
    low, high = environment.target.port_range
    return RULE.at(
        environment.origin,
        f"the environment `{environment.name}` needs {needed} host ports, and its range has {high - low + 1}",
        label=f"{low}-{high} is too small",
        help=f"set `target.port_range` to at least `{low}-{low + needed - 1}`",
    )
