"""A value of the configuration has its key's type.

TOML distinguishes `2` from `"2"`, and so does pipec.

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
labels = "shop"
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

None: what was meant cannot be guessed.
"""

from typing import Any, Final

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC792", "configuration-type", "error")

_SHORT: Final = 60
_NAMES: Final = {
    "str": "a string",
    "bool": "a boolean",
    "int": "an integer",
    "float": "a number",
    "list": "a list",
    "dict": "a table",
}


def configuration_type(span: Span, name: str, expected: str, value: Any) -> Diagnostic:
    """Return the diagnostic of a value of another type; `expected` with its article."""
    found = _NAMES.get(type(value).__name__, "a date or time")
    advice = f"write {expected}"
    if expected == "a string" and found in {"an integer", "a number"}:
        advice += f', such as `"{value}"` in quotes'
    elif expected == "a boolean":
        advice = "write `true` or `false`, without quotes"
    elif expected == "a list of strings" and found == "a string" and len(value) <= _SHORT:
        advice = f'write it in brackets: `["{value}"]`'
    return RULE.at(span, f"`{name}` is {expected}, not {found}", label=f"{found}", help=advice)
