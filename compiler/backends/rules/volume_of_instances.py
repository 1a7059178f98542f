"""Instances do not write to one volume unasked.

All instances of a component on a host have the same named volumes. Most programs that own their files, databases above
all, do not survive a second one that writes there. `shared: true` says that this one does.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    replicas: 2
    volumes: [{name: data, path: /data}]
environments:
  production:
    runner: compose
```

## Good

```yaml target=compose
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    replicas: 2
    volumes: [{name: data, path: /data, shared: true}]
environments:
  production:
    runner: compose
```

## Fix

Unsafe: `shared: true` is right only for a program that expects others to write there; else one instance has to do, or
the volume is mounted `read_only`.
"""

from ...diagnostics import Change, Diagnostic, Rule
from ...ir.release import Component, Volume

RULE = Rule("PC709", "volume-of-instances", "warning")


def written_by_all(component: Component, volume: Volume) -> Diagnostic:
    """Return the diagnostic of a writable volume that several instances mount."""
    return RULE.at(
        volume.origin,
        f"{component.replicas} instances of `{component.name}` write to the volume `{volume.name}` at once",
        label="writable in each",
        help="add `shared: true` if the program allows it, mount it `read_only`, or run one instance",
        change=Change(volume.origin, "shared", "true"),
    )
