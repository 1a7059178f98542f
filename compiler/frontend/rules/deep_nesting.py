"""Lists and mappings stand at most a hundred levels inside each other.

A pipeline needs about ten. Deeper nests are made by accident or to exhaust the reader.

## Bad

```yaml
version: 1
name: shop
x-deep: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0]
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
x-deep: [[[[0]]]]
jobs:
  test:
    steps:
      - script: make test
```

## Fix

None: flatten the structure.
"""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC028", "deep-nesting", "error")


def deep_nesting(span: Span, limit: int) -> Diagnostic:
    """Return the diagnostic of the collection that begins at `span`, one level past `limit`."""
    return RULE.at(
        span,
        f"lists and mappings stand more than {limit} levels inside each other",
        label=f"level {limit + 1} begins here",
        help="flatten the structure; a pipeline needs about ten levels",
    )
