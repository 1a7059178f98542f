"""Aliases do not multiply a file beyond all proportion.

Each alias repeats a whole node, and aliases of aliases multiply: ten lines can stand for a billion nodes. Up to
100,000 repeated nodes are free, and ten more for each node that is written out.

## Bad

```yaml
version: 1
name: shop
x-bomb:
  - &a [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  - &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
  - &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
  - &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
  - &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
  - &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
  - &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
x-list:
  - &a [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  - [*a, *a]
jobs:
  test:
    steps:
      - script: make test
```

## Fix

None: repeat less.
"""

from ...diagnostics import Diagnostic, Label, Rule, Span

RULE = Rule("PC024", "alias-expansion", "error")


def alias_expansion(span: Span, anchor: Span, free: int) -> Diagnostic:
    """Return the diagnostic of the alias at `span`, with which the repeated nodes exceed `free` and the proportion."""
    return RULE.at(
        span,
        f"the aliases of this file repeat more than {free:,} nodes, far more than it has",
        label="too much with this alias",
        related=(Label(anchor, "this node is repeated"),),
        help="aliases of aliases multiply; repeat smaller parts",
    )
