"""Cookies that keep a client on one version, and router statistics, need HAProxy.

nginx without a subscription sets no such cookies, and its status page knows nothing of single servers. A canary can
be sticky by header with both routers, and measured by Prometheus or HTTP without any.

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
      strategy: {type: canary, stages: [{weight: 10%, duration: 5m}, {weight: 100%}], sticky: cookie}
components:
  web:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
environments:
  production:
    runner: compose
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
      strategy: {type: canary, stages: [{weight: 10%, duration: 5m}, {weight: 100%}], sticky: cookie}
components:
  web:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: http, container: 8080}]
    routes: [{path: /}]
environments:
  production:
    runner: compose
    router: haproxy
```

## Fix

Unsafe: `router: haproxy` changes what runs in front of the components.
"""

from ....diagnostics import Change, Diagnostic, Label, Rule, Span
from ....ir.release import Analysis, Canary, Environment

RULE = Rule("PC772", "feature-needs-haproxy", "error")


def cookie(strategy: Canary, environment: Environment) -> Diagnostic:
    """Return the diagnostic of a canary that is sticky by cookie."""
    return _needs(
        strategy.origin, "a canary that is sticky by cookie", "or keep clients by `sticky: header`", environment
    )


def statistics(analysis: Analysis, environment: Environment) -> Diagnostic:
    """Return the diagnostic of an analysis of the router's statistics."""
    return _needs(
        analysis.origin, "an analysis of router statistics", "or measure by `prometheus` or `http`", environment
    )


def _needs(span: Span, what: str, otherwise: str, environment: Environment) -> Diagnostic:
    has = f"has `{environment.router}`" if environment.router else "has no router"
    return RULE.at(
        span,
        f"{what} needs HAProxy, and the environment `{environment.name}` {has}",
        label="needs `router: haproxy`",
        related=(Label(environment.origin, f"{has}"),),
        help=f"set `router: haproxy` in `{environment.name}`, {otherwise}",
        change=Change(environment.origin, "router", "haproxy"),
    )
