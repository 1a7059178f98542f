"""A table of the configuration has the keys that it knows, and no others.

A misspelt key would silently do nothing. The tables are `lint`, `policy`, `secrets` and one for each
target: `targets.nomad`.

## Bad

```yaml target=compose profile
version: 1
name: shop
jobs:
  test:
    steps:
      - name: test
        image: registry.example/make:4@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
        script: make test
```

```toml
[targets.compose]
label = {team = "shop"}
```

## Good

```yaml target=compose profile
version: 1
name: shop
jobs:
  test:
    steps:
      - name: test
        image: registry.example/make:4@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
        script: make test
```

```toml
[targets.compose]
labels = {team = "shop"}
```

## Fix

None: the help names the key that was probably meant.
"""

from collections.abc import Iterable

from ...diagnostics import Diagnostic, Rule, Span
from ...ir.expression.nearest import nearest, suggestion

RULE = Rule("PC791", "configuration-key", "error")


def resembles(name: str, known: str) -> bool:
    """Tell whether a table's name is probably a misspelling of `known`."""
    return nearest(name, (known,)) is not None


def unknown_table(span: Span, name: str, tables: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of a table that the file does not have."""
    return RULE.at(span, f"there is no table `{name}`", label="unknown table", help=suggestion(name, tables, "tables"))


def unknown_target(span: Span, name: str, targets: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of a profile of an unknown target."""
    return RULE.at(
        span, f"there is no target `{name}`", label="unknown target", help=suggestion(name, targets, "targets")
    )


def unknown_key(span: Span, table: str, name: str, keys: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of a key that `table`, such as `targets.nomad`, does not have."""
    return RULE.at(
        span, f"`{table}` has no key `{name}`", label="unknown key", help=suggestion(name, keys, "keys", limit=24)
    )


def missing_key(span: Span, table: str, key: str) -> Diagnostic:
    """Return the diagnostic of a table without a key that it needs."""
    return RULE.at(span, f"`{table}` has no `{key}`", label=f"needs `{key}`", help=f'add `{key} = "…"`')
