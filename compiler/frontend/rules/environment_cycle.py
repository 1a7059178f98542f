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

from ...diagnostics import Diagnostic, Label, Rule, Span
from ..document import Declaration

RULE = Rule("PC603", "environment-cycle", "error")


def environment_cycle(cycle: tuple[Declaration, ...]) -> Diagnostic:
    """Return the diagnostic of environments that each come after the next, the last after the first."""
    names = [item.name.text for item in cycle]
    path = " → ".join(f"`{name}`" for name in (*names, names[0]))
    places = [
        Label(_place(item), f"`{item.name.text}` comes after `{names[(index + 1) % len(names)]}`")
        for index, item in enumerate(cycle)
    ]
    primary = max(places, key=lambda label: label.span)
    return RULE.at(
        primary.span,
        f"the environments come after each other: {path}",
        label=primary.text,
        related=tuple(label for label in places if label is not primary),
        help="let releases enter one of them first: remove its `after`",
    )


def _place(environment: Declaration) -> Span:
    after = environment.body.get("after")
    return environment.name.span if after is None else after.span
