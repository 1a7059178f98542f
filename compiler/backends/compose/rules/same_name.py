"""Two things must not get one name in Compose.

Projects of Compose are lower case and variables have no dashes, so that names which differ only in that would
become one: one would replace the other's containers, or get its value.

## Bad

```yaml target=compose
version: 1
name: shop
components:
  web:
    image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
environments:
  production: {runner: compose}
  Production: {runner: compose}
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=compose
version: 1
name: shop
components:
  web:
    image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
environments:
  production: {runner: compose}
  staging: {runner: compose}
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: rename one of them.
"""

from ....diagnostics import Diagnostic, Label, Rule, Span

RULE = Rule("PC746", "same-compose-name", "error")


def same_name(kind: str, name: str, second: Span, first: Span) -> Diagnostic:
    """Return the problem of two things that share a name; `kind` is `project` or `variable`."""
    return RULE.at(
        second,
        f"the {kind} `{name}` would stand for two different things in Compose",
        label="the second",
        related=(Label(first, "the first"),),
        help="rename one of the two, by more than case or a dash",
    )
