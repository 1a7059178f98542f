"""A number is within its limits.

A port above 65535, no replica at all, or a jitter of more than the whole delay cannot be carried out by any
runner.

## Bad

```yaml
version: 1
name: shop
retry_policy:
  max_attempts: 0
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
  max_attempts: 1
jobs:
  test:
    steps:
      - script: make test
```

## Fix

Unsafe: the least that is allowed is written for a number that is too small. None for one that is too large.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ..schema import Alternative
from ..tree import Scalar
from ..wording import quote

RULE = Rule("PC109", "out-of-range", "error")


def out_of_range(node: Scalar, limits: Alternative, key: Scalar | None) -> Diagnostic:
    """Return the diagnostic of a number outside of `limits`."""
    subject = "this" if key is None else f"`{key.text}`"
    low, high = limits.minimum, limits.maximum
    if low is not None and high is not None:
        wanted = f"between {low} and {high}"
    else:
        wanted = f"at least {low}" if high is None else f"at most {high}"
    return RULE.at(
        node.span,
        f"{subject} must be {wanted}, found {quote(node.text)}",
        label=f"not {wanted}",
        fix=_least(node, low),
    )


def _least(node: Scalar, low: float | None) -> Fix | None:
    """Return the fix that raises a number which is too small."""
    from ..resolution import resolve

    value = resolve(node)
    if low is None or not isinstance(value, int | float) or value >= low or node.used is not None:
        return None
    return Fix(f"write `{low}`", safe=False, edits=(Edit(node.span, f"{low}"),))
