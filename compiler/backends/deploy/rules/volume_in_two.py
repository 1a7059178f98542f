"""Two versions do not write the same volume at once unless the volume says that they may.

Every strategy but all-at-once has two versions alive on a host, and both see the component's volumes. Programs that do
not expect that destroy their data.

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
      strategy: {type: rolling}
components:
  web:
    artifact: build.site
    command: [./serve]
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
    volumes: [{name: data, path: /var/lib/web}]
environments:
  production:
    runner: systemd
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
      strategy: {type: rolling}
components:
  web:
    artifact: build.site
    command: [./serve]
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
    volumes: [{name: data, path: /var/lib/web, shared: true}]
environments:
  production:
    runner: systemd
    router: nginx
```

## Fix

Unsafe: `shared: true` is right only if the program bears it.
"""

from ....diagnostics import NOWHERE, Change, Diagnostic, Label, Rule
from ....ir.release import Component, Deploy, Volume

RULE = Rule("PC786", "volume-in-two-versions", "error")


def volume_in_two(volume: Volume, component: Component, deploy: Deploy) -> Diagnostic:
    """Return the diagnostic of a writable volume under a strategy with two versions alive."""
    return RULE.at(
        volume.origin if volume.origin is not NOWHERE else component.origin,
        f"a {deploy.strategy.type} deployment has two versions of `{component.name}` write the volume `{volume.name}`",
        label="written by both",
        related=(Label(deploy.strategy.origin, "the strategy"),),
        help="add `shared: true` or `read_only: true` if the program bears it, or deploy `all-at-once`",
        change=Change(volume.origin, "shared", "true"),
    )
