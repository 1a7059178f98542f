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

None: only the author knows which of the two is meant.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.job import Retry
from ..units import format_duration
from ..tree import Mapping

RULE = Rule("PC206", "contradictory-retry", "error")


def delay_above_maximum(policy: Mapping, retry: Retry) -> Diagnostic:
    """Return the diagnostic of a first delay that is longer than the longest."""
    entry = policy.entry("initial_delay") or policy.entry("max_delay")
    span = policy.span if entry is None else entry.value.span
    first, longest = format_duration(retry.initial_delay), format_duration(retry.max_delay)
    return RULE.at(
        span,
        f"the first delay {first} is longer than the longest delay {longest}",
        label="never waited for",
        help="raise `max_delay` or lower `initial_delay`",
    )
