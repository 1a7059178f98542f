"""The numbers of a strategy can be kept together.

A rolling deployment replaces `batch_size` instances at a time and waits until each has passed `success_threshold`
health checks, `health_check_interval` apart, within `health_check_timeout`. Where that takes longer than the timeout
allows, every deployment fails; and more instances than are replaced at a time are never unavailable.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    deploy:
      environment: production
      strategy:
        type: rolling
        health_check_timeout: 20s
components:
  web:
    image: registry.example/web:1.4
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http}
environments:
  production: {runner: compose}
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
        type: rolling
        health_check_timeout: 40s
components:
  web:
    image: registry.example/web:1.4
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http}
environments:
  production: {runner: compose}
```

## Fix

Unsafe: `health_check_timeout` is raised to what the checks take, `max_unavailable` lowered to `batch_size`; another of
the numbers may be the wrong one.
"""

from ...diagnostics import Change, Diagnostic, Rule, Span
from ...ir.release import Rolling
from ..units import format_duration

RULE = Rule("PC620", "contradictory-strategy", "error")


def never_healthy(span: Span, strategy: Rolling) -> Diagnostic:
    """Return the diagnostic of a rolling strategy in which no instance can become healthy in time."""
    needed = strategy.health_check_interval * strategy.success_threshold
    return RULE.at(
        span,
        f"no instance can become healthy in time: {strategy.success_threshold} health checks every "
        f"{format_duration(strategy.health_check_interval)} take {format_duration(needed)}, "
        f"and `health_check_timeout` is {format_duration(strategy.health_check_timeout)}",
        label="cannot be kept",
        help="raise `health_check_timeout`, or lower `success_threshold` or `health_check_interval`",
        change=Change(strategy.origin, "health_check_timeout", format_duration(needed)),
    )


def more_down_than_batch(span: Span, strategy: Rolling) -> Diagnostic:
    """Return the diagnostic of a rolling strategy that lets more be down than it ever changes at once."""
    return RULE.at(
        span,
        f"`max_unavailable` is {strategy.max_unavailable}, more than `batch_size`, which is {strategy.batch_size}",
        label="never so many",
        help="no more than `batch_size` instances change at a time: lower `max_unavailable` or raise `batch_size`",
        change=Change(strategy.origin, "max_unavailable", str(strategy.batch_size)),
    )
