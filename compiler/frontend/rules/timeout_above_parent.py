"""A timeout is not longer than that of what it is part of.

The pipeline's timeout ends all its jobs, a job's all its steps; a longer one inside is a promise that nobody keeps. A
step without a timeout has 30 minutes, a job one hour, the pipeline two hours, and these defaults are shortened where
what is around them has less.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    timeout: 10m
    steps:
      - script: make test
        timeout: 15m
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    timeout: 20m
    steps:
      - script: make test
        timeout: 15m
```

## Fix

Unsafe: the timeout is shortened to that of what is around it, though that might be meant to be longer.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule, Span
from ..units import format_duration

RULE = Rule("PC205", "timeout-above-parent", "error")


def above_parent(span: Span, child: int, parent: int, owner: str, given: Span | None) -> Diagnostic:
    """Return the diagnostic of a timeout of `child` seconds inside an `owner` that has `parent` seconds.

    `given` is where the owner's timeout stands, None when it is the default.
    """
    limit = format_duration(parent)
    origin = "" if given is not None else " by default"
    return RULE.at(
        span,
        f"the timeout {format_duration(child)} is longer than that of {owner}, which is {limit}{origin}",
        label="will not be kept",
        related=() if given is None else (Label(given, f"{owner} ends after {limit}"),),
        help=f"shorten it to at most {limit}, or give {owner} a longer `timeout`",
        fix=Fix(f"shorten it to {limit}", False, (Edit(span, limit),)),
    )
