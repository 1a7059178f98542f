"""A retry policy does not contradict itself.

The first retry comes after `initial_delay`; each further delay is `multiplier` times as long, but none is longer than
`max_delay`. A first delay that is longer already is never waited for.

## Bad

```yaml
version: 1
name: shop
retry_policy:
  max_attempts: 3
  initial_delay: 5m
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
retry_policy:
  max_attempts: 3
  initial_delay: 5m
  max_delay: 20m
jobs:
  test:
    steps:
      - script: make test
```

## Fix

Unsafe: `max_delay` is raised to `initial_delay`, so that all delays are that long; the first may rather be too long.
"""

from ...diagnostics import Change, Diagnostic, Label, Rule
from ...ir.job import Retry
from ..tree import Mapping
from ..units import format_duration

RULE = Rule("PC206", "contradictory-retry", "error")


def delay_above_maximum(policy: Mapping, retry: Retry) -> Diagnostic:
    """Return the diagnostic of a first delay that is longer than the longest."""
    initial, longest = policy.get("initial_delay"), policy.get("max_delay")
    primary = initial or longest or policy
    first, last = format_duration(retry.initial_delay), format_duration(retry.max_delay)
    return RULE.at(
        primary.span,
        f"`initial_delay` is {first}{'' if initial else ' by default'}, "
        f"more than `max_delay`, which is {last}{'' if longest else ' by default'}",
        label="never waited for" if initial else "shorter than the first delay",
        related=() if initial is None or longest is None else (Label(longest.span, "the longest delay"),),
        help="raise `max_delay` or lower `initial_delay`",
        change=Change(policy.span, "max_delay", first),
    )
