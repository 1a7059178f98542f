"""The times of a deployment can be kept together.

A job ends with its `timeout`, so what a strategy waits for must fit into it; time in which people are asked does not
count. A roll-back needs the old colour, so it must be kept at least as long as health is monitored. And health is
monitored once, for one time.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    timeout: 15m
    deploy:
      environment: production
      strategy:
        type: canary
        stages:
          - {weight: 10%, duration: 10m}
          - {weight: 50%, duration: 10m}
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
    timeout: 45m
    deploy:
      environment: production
      strategy:
        type: canary
        stages:
          - {weight: 10%, duration: 10m}
          - {weight: 50%, duration: 10m}
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

Unsafe: the job gets a `timeout` with some minutes more than the waiting, where the pipeline's own leaves room;
`keep_old` is raised to `monitor`; of two `monitor` the strategy's stays.
"""

from ...diagnostics import Change, Diagnostic, Label, Rule, Span
from ..units import format_duration

RULE = Rule("PC624", "deployment-times", "error")


def longer_than_job(
    span: Span, needed: int, timeout: int, job: str, owner: Span, change: Change | None = None
) -> Diagnostic:
    """Return the diagnostic of a strategy whose waiting alone takes the `needed` seconds, more than its job has.

    `change` gives the job more.
    """
    return RULE.at(
        span,
        f"the deployment waits {format_duration(needed)} in all, but job `{job}` has {format_duration(timeout)}",
        label="longer than the job",
        related=(Label(owner, f"it has {format_duration(timeout)}"),),
        help=f"give the job a `timeout` of more than {format_duration(needed)}, or shorten the waiting",
        change=change,
    )


def dropped_too_early(span: Span, watched: Span, keep_old: int, monitor: int, strategy: Span) -> Diagnostic:
    """Return the diagnostic of an old colour that is gone before a failure can call it back."""
    return RULE.at(
        span,
        f"the old colour is kept for {format_duration(keep_old)}, but health is monitored for "
        f"{format_duration(monitor)}: a roll-back would find it gone",
        label="gone too early",
        related=() if watched == span else (Label(watched, "so long health is monitored"),),
        help=f"raise `keep_old` to at least {format_duration(monitor)}, or lower `monitor`",
        change=Change(strategy, "keep_old", format_duration(monitor)),
    )


def monitored_twice(span: Span, first: Span, monitor: int, other: int, deployment: Span) -> Diagnostic:
    """Return the diagnostic of a strategy that says another `monitor` than its deployment."""
    return RULE.at(
        span,
        f"`monitor` is {format_duration(monitor)} here and {format_duration(other)} in the strategy",
        label="which one?",
        related=(Label(first, "the strategy's"),),
        help="keep the strategy's alone: it says how long health must hold after the switch",
        change=Change(deployment, "monitor"),
    )
