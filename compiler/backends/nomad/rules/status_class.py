"""Without a router Nomad takes any status under 400 for health.

Nomad's own `http` check decides how a deployment goes on, and a redirect to a login page is healthy to it. Behind a
router the runtime asks again and wants exactly `expected_status`.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: 8080, path: /healthz}
environments:
  production: {runner: nomad}
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: 8080, path: /healthz}
environments:
  production: {runner: nomad, router: haproxy}
```

## Fix

None: let the path answer with 400 or more when the component is not healthy, or give the environment a router.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.release import Component
from ....ir.values import HealthCheck

RULE = Rule("PC727", "status-class", "hint")


def any_status(component: Component, check: HealthCheck) -> Diagnostic:
    """Say that the check is less strict than written."""
    return RULE.at(
        check.origin,
        f"Nomad counts `{component.name}` as healthy at any status under 400, not at {check.expected_status} alone",
        label="any status under 400",
        help="let the path answer with 400 or more when the component is not healthy, or give the environment a router",
    )
