"""The stages of a canary rise, and the last one is 100%.

Each stage gives the new version a larger part of the traffic. With the last one it has all of it, and the old version
can go; stages that end below would leave both running for ever.

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
          - {weight: 10%, duration: 10m}
          - {weight: 50%, duration: 20m}
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
          - {weight: 50%, duration: 20m}
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

Unsafe: a last stage of 100% is added. None where the stages do not rise: only the author knows how the new version is
to take over.
"""

from ...diagnostics import Change, Diagnostic, Label, Rule, Span
from ...ir.release import Stage

RULE = Rule("PC621", "canary-stages", "error")


def not_rising(stage: Stage, before: Stage) -> Diagnostic:
    """Return the diagnostic of a stage that does not give more traffic than the one before."""
    return RULE.at(
        stage.origin,
        f"the stage of {stage.weight:g}% does not rise above the {before.weight:g}% before it",
        label="not more than before",
        related=(Label(before.origin, "the stage before"),),
        help="let each stage give the new version more of the traffic",
    )


def never_whole(last: Stage, strategy: Span) -> Diagnostic:
    """Return the diagnostic of stages that end below 100%, of the strategy that stands at `strategy`."""
    return RULE.at(
        last.origin,
        f"the last stage gives the new version {last.weight:g}% of the traffic, not 100%",
        label="the last stage",
        help="add a last stage: `{weight: 100%}`",
        change=Change(strategy, "stages", "{weight: 100%}", item=True),
    )
