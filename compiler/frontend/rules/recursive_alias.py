"""An alias does not stand inside the node that it repeats.

Such a node would contain itself and have no end.

## Bad

```yaml
version: 1
name: shop
x-loop: &loop
  again: *loop
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
x-once: &once
  LANG: C.UTF-8
jobs:
  test:
    environment: *once
    steps:
      - script: make test
```

## Fix

None: the structure has to be cut somewhere.
"""

from ...diagnostics import Diagnostic, Label, Rule, Span

RULE = Rule("PC023", "recursive-alias", "error")


def recursive_alias(span: Span, name: str, anchor: Span) -> Diagnostic:
    """Return the diagnostic of the alias at `span`, inside what `anchor` marks."""
    return RULE.at(
        span,
        f"the alias `*{name}` stands inside the node that it repeats",
        label="would contain itself",
        related=(Label(anchor, f"`&{name}` marks the node around it"),),
        help="move the alias out of the node, or repeat a smaller part",
    )
