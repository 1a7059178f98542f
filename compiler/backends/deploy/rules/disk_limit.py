"""systemd cannot limit the disk that a component uses.

Limits are kept or refused, never dropped. systemd limits processor time and memory; space on a file system is a
matter of quotas, which belong to the host.

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
    resources: {disk: 1GiB}
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
    resources: {memory: 256MiB}
environments:
  production:
    runner: systemd
```

## Fix

None: leaving the limit out is a decision.
"""

from ....diagnostics import NOWHERE, Diagnostic, Label, Rule
from ....ir.release import Component, Environment

RULE = Rule("PC775", "disk-limit-on-host", "error")


def disk_limit(component: Component, environment: Environment) -> Diagnostic:
    """Return the diagnostic of a disk limit in a systemd environment."""
    origin = component.resources.origin
    return RULE.at(
        origin if origin is not NOWHERE else component.origin,
        f"the disk limit of `{component.name}` cannot be kept in the environment `{environment.name}`",
        label="systemd limits no disk space",
        related=(Label(environment.origin, "runs on systemd"),),
        help=f"remove `disk`, or set it to null under `overrides` of `{environment.name}` and use a quota of the host",
    )
