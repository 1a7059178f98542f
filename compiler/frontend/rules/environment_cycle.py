"""Environments do not come after each other in a circle.

`after` names the environment in which a release must have been healthy before it may enter this one. In a circle no
release could enter the first.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
environments:
  staging: {runner: compose, after: production}
  production: {runner: compose, after: staging}
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
environments:
  staging: {runner: compose}
  production: {runner: compose, after: staging}
```

## Fix

None: only the author knows which environment comes first.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..document import Declaration

RULE = Rule("PC603", "environment-cycle", "error")


def environment_cycle(cycle: tuple[Declaration, ...]) -> Diagnostic:
    """Return the diagnostic of environments that each come after the next."""
    names = [item.name.text for item in cycle]
    path = " → ".join(f"`{name}`" for name in (*names, names[0]))
    after = cycle[0].body.get("after")
    return RULE.at(
        cycle[0].name.span if after is None else after.span,
        f"the environments come after each other: {path}",
        label="part of a cycle",
        related=tuple(Label(item.name.span, f"`{item.name.text}` is part of it") for item in cycle[1:]),
        help="let a release enter one of them first: remove its `after`",
    )
