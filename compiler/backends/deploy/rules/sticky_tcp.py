"""Clients that stay on one version speak HTTP.

`sticky` keeps a client by a cookie or a header, which are parts of HTTP. Of ports that are routed as plain TCP
the router sees neither: where a deployment has no other, each client would meet the old and the new version by turns.

## Bad

```yaml target=deploy
version: 1
name: shop
jobs:
  release:
    deploy:
      environment: production
      strategy: {type: canary, stages: [{weight: 10%, duration: 5m}, {weight: 100%}], sticky: header}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: mqtt, container: 1883, publish: 1883}]
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
  release:
    deploy:
      environment: production
      strategy: {type: canary, stages: [{weight: 10%, duration: 5m}, {weight: 100%}], sticky: header}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
environments:
  production:
    runner: compose
    router: haproxy
```

## Fix

Unsafe: `sticky` is removed; clients meet both versions by turns. A route may rather have been forgotten.
"""

from ....diagnostics import Change, Diagnostic, Label, Rule
from ....ir.release import Canary, Component

RULE = Rule("PC783", "sticky-without-http", "error")


def sticky_tcp(strategy: Canary, component: Component, port: int) -> Diagnostic:
    """Return the diagnostic of a canary that is to be sticky on a plain TCP port of `component`."""
    return RULE.at(
        strategy.origin,
        f"`sticky: {strategy.sticky}` needs HTTP, and port {port} of `{component.name}` is routed as plain TCP",
        label="keeps no client",
        related=(Label(component.origin, "the component"),),
        help="leave out `sticky`, or give the component `routes` or an `http` health check on that port",
        change=Change(strategy.origin, "sticky"),
    )
