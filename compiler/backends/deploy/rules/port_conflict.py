"""Two things on one host do not listen on the same port.

A published port belongs to one component, and several HTTP components share one only by routes. Environments on the
same host share its ports, too; routes listen on port 80 where their component publishes no other.

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
    ports: [{name: http, container: 8080, publish: 8000}]
    health_check: {type: http, port: 8080}
  admin:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: http, container: 8080, publish: 8000}]
    health_check: {type: http, port: 8080}
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
    ports: [{name: http, container: 8080, publish: 8000}]
    health_check: {type: http, port: 8080}
  admin:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: http, container: 8080, publish: 8001}]
    health_check: {type: http, port: 8080}
environments:
  production:
    runner: compose
    router: haproxy
```

## Fix

None: another port must be chosen.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ..exposure import Claim

RULE = Rule("PC777", "published-port-conflict", "error")


def port_conflict(port: int, one: Claim, other: Claim) -> Diagnostic:
    """Return the diagnostic of a port that `other` claims after `one`."""
    same = one.environment == other.environment
    message = (
        f"`{other.component}` and `{one.component}` both want port {port} in the environment `{one.environment}`"
        if same
        else f"the environments `{other.environment}` and `{one.environment}` both want port {port} of {one.host}"
    )
    return RULE.at(
        other.origin,
        message,
        label=f"port {port} is taken",
        related=(Label(one.origin, "taken here"),),
        help="publish another port, or share one by `routes`"
        if same
        else "publish another port, give one environment another `target.port_range`, or use another host",
    )
