"""Two versions that are alive at once do not write to the same volume unasked.

During a rolling, blue-green or canary deployment the old and the new version run side by side, with the same named
volumes. Most programs that own their files, databases above all, do not survive that.

## Bad

```yaml target=compose
version: 1
name: shop
components:
  web:
    image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
    health_check: {type: http, port: 8080}
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
    volumes: [{name: data, path: /data}]
environments:
  production:
    runner: compose
    router: nginx
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
  release:
    deploy: {environment: production, strategy: {type: rolling}}
```

## Good

```yaml target=compose
version: 1
name: shop
components:
  web:
    image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
    health_check: {type: http, port: 8080}
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
    volumes: [{name: data, path: /data, shared: true}]
environments:
  production:
    runner: compose
    router: nginx
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
  release:
    deploy: {environment: production, strategy: {type: rolling}}
```

## Fix

Unsafe: `shared: true` is right only for a program that expects others to write there; else use `all-at-once`, or
mount `read_only`.
"""

from ....diagnostics import Change, Diagnostic, Label, Rule
from ....ir.job import Job
from ....ir.release import Component, Volume

RULE = Rule("PC743", "volume-of-two-versions", "error")


def written_twice(component: Component, volume: Volume, deployment: Job) -> Diagnostic:
    """Return the problem of a writable volume that both colours mount."""
    return RULE.at(
        volume.origin if volume.origin.path else component.origin,
        f"volume `{volume.name}` of component `{component.name}` would be written by two versions at once",
        label="writable in both versions",
        related=(Label(deployment.origin, "this deployment keeps the old version alive"),),
        help="add `shared: true` if the program allows it, mount it `read_only`, or deploy it `all-at-once`",
        change=Change(volume.origin, "shared", "true"),
    )
