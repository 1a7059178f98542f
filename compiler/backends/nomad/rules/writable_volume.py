"""Two versions at once would write to one volume.

While a deployment goes on behind a router, the old and the new version run side by side, and both would write to the
volume. Few programs bear that. `shared: true` says that this one does.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: rolling}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
    volumes: [{name: data, path: /data}]
environments:
  production: {runner: nomad, router: haproxy}
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: rolling}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
    volumes: [{name: data, path: /data, shared: true}]
environments:
  production: {runner: nomad, router: haproxy}
```

## Fix

Unsafe: `shared: true` is right only for a program that expects others to write there; else mark the volume
`read_only: true`, or deploy `all-at-once`.
"""

from ....diagnostics import Change, Diagnostic, Label, Rule
from ....ir.release import Deploy, Volume
from ..update import Placement

RULE = Rule("PC726", "writable-volume", "error")


def two_versions(placement: Placement, volume: Volume, deploy: Deploy) -> Diagnostic:
    """Say that two versions would write at the same time."""
    return RULE.at(
        volume.origin,
        f"two versions of `{placement.component.name}` would write to volume `{volume.name}` at once",
        label="writable in both",
        related=(Label(deploy.strategy.origin, "two versions run side by side"),),
        help="mark it `shared: true` or `read_only: true`, or deploy `all-at-once`",
        change=Change(volume.origin, "shared", "true"),
    )
