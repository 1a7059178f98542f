"""A variable or file of an instance has one source.

A component's secret becomes a variable or a file. Where a second secret, or a variable of `environment`, has the same
name, only one of them could be there.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        script: make test
components:
  web:
    image: registry.example/web:1.4
    environment: {PASSWORD: none}
    secrets:
      database: {env: PASSWORD}
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        script: make test
components:
  web:
    image: registry.example/web:1.4
    secrets:
      database: {env: PASSWORD}
```

## Fix

Unsafe: a `/` is put before the path of a file. None for two sources: only you know which of the two is meant.
"""

from ...diagnostics import Change, Diagnostic, Label, Rule, Span

RULE = Rule("PC612", "secret-conflict", "error")


def secret_conflict(span: Span, secret: str, place: str, first: Span) -> Diagnostic:
    """Return the diagnostic of a secret whose `place` (a variable, a file) is taken already."""
    return RULE.at(
        span,
        f"the secret `{secret}` is to be {place}, which is there already",
        label="the second source",
        related=(Label(first, "the first one"),),
        help="give one of the two another place, or remove it",
    )


def not_absolute(span: Span, secret: str, path: str) -> Diagnostic:
    """Return the diagnostic of a secret's file at a path that is not absolute."""
    return RULE.at(
        span,
        f"the file of the secret `{secret}` is at `{path}`, which is not absolute",
        label="where?",
        help="begin the path with `/`, without `..`",
        change=None if ".." in path else Change(span, "file", f"/{path}"),
    )
