"""Each stage of a canary changes the traffic, within a point of what it says.

Routers take whole weights up to 256, so a new instance gets at least 1/257 of the requests that an old one gets.
Stages below that come out alike, and a stage that is more than a point off is not what was asked for.

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
      strategy: {type: canary, stages: [{weight: 0.1%, duration: 5m}, {weight: 0.2%, duration: 5m}, {weight: 100%}]}
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
      strategy: {type: canary, stages: [{weight: 1%, duration: 5m}, {weight: 100%}]}
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

None: which stages are wanted must be chosen.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.release import Stage

RULE = Rule("PC776", "stage-without-effect", "error")


def off(stage: Stage, share: float) -> Diagnostic:
    """Return the diagnostic of a weight that routers cannot come near."""
    return _at(
        stage, f"the router can give {share:.2f}% of the traffic, not {stage.weight:g}%", "more than a point off"
    )


def same(stage: Stage, before: Stage, share: float) -> Diagnostic:
    """Return the diagnostic of a stage with the weights of the one before."""
    message = f"the stages {before.weight:g}% and {stage.weight:g}% are both {share:.2f}% of the traffic in the router"
    return _at(stage, message, "changes nothing", (Label(before.origin, "has the same weights"),))


def _at(stage: Stage, message: str, label: str, related: tuple[Label, ...] = ()) -> Diagnostic:
    return RULE.at(
        stage.origin, message, label=label, related=related, help="router weights are whole numbers up to 256"
    )
