"""A systemd host has one unit of a name.

A component's unit is `COMPONENT@COLOUR-SLOT.service`. Two environments with the same component on the same host would
stop and start each other's instances.

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
environments:
  production:
    runner: systemd
  staging:
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
environments:
  production:
    runner: systemd
    target:
      hosts: [ssh://deploy@one.example]
  staging:
    runner: systemd
    target:
      hosts: [ssh://deploy@two.example]
```

## Fix

None: another host must be chosen.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.release import Component, Environment

RULE = Rule("PC779", "unit-conflict", "error")


def unit_conflict(component: Component, one: Environment, other: Environment, host: str) -> Diagnostic:
    """Return the diagnostic of a component that two systemd environments have on one host."""
    return RULE.at(
        other.origin,
        f"the environments `{one.name}` and `{other.name}` both have `{component.name}@.service` on the host `{host}`",
        label="shares a host",
        related=(Label(one.origin, "the other environment"), Label(component.origin, "the component")),
        help="give the environments different `target.hosts`",
    )
