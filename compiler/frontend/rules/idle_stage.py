"""Each stage of a canary gives the new version time to show itself.

A stage below 100% that lasts no time and waits for nobody passes at once: nothing is measured in it. A canary whose
only stage is 100% is no canary, and one of 0% gives the new version nothing to do.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    deploy:
      environment: production
      strategy:
        type: canary
        stages:
          - {weight: 10%}
          - {weight: 100%}
components:
  web:
    image: registry.example/web:1.4
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http}
environments:
  production: {runner: nomad, router: haproxy}
```

## Good

```yaml
version: 1
name: shop
jobs:
  release:
    deploy:
      environment: production
      strategy:
        type: canary
        stages:
          - {weight: 10%, duration: 10m}
          - {weight: 100%}
components:
  web:
    image: registry.example/web:1.4
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http}
environments:
  production: {runner: nomad, router: haproxy}
```

## Fix

None: only you know how long a stage should last.
"""

from ...diagnostics import Diagnostic, Rule, Span
from ...ir.release import Stage

RULE = Rule("PC625", "idle-stage", "error")


def lasts_no_time(stage: Stage, duration: Span | None) -> Diagnostic:
    """Return the diagnostic of a stage that passes at once; `duration` is where it says so, if it does."""
    return RULE.at(
        duration or stage.origin,
        f"the stage of {stage.weight:g}% lasts no time and waits for nobody",
        label="passes at once",
        help="give it a `duration` or an `approval`, or remove it",
    )


def no_traffic(stage: Stage) -> Diagnostic:
    """Return the diagnostic of a stage of 0%."""
    return RULE.at(
        stage.origin,
        "a stage of 0% gives the new version no traffic, so nothing is learned in it",
        label="no traffic",
        help="give it some, or remove the stage",
    )


def only_whole(stage: Stage) -> Diagnostic:
    """Return the diagnostic of a canary that begins with all traffic."""
    return RULE.at(
        stage.origin,
        "the canary's only stage gives the new version all traffic at once",
        label="no canary",
        help="put stages with less before it, or write `type: all-at-once`",
    )
