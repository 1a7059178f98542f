"""The value that a reference stands for fits its place.

Any value may be a reference, and what it stands for is held against the same rules as a value that is written out:
`timeout` wants a duration, `replicas` a whole number, `read_only` a boolean.

## Bad

```yaml
version: 1
name: shop
global_env:
  PATIENCE: soon
jobs:
  test:
    timeout: ${PATIENCE}
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
global_env:
  PATIENCE: 20m
jobs:
  test:
    timeout: ${PATIENCE}
    steps:
      - script: make test
```

## Fix

None: only the author knows which value is meant.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import Type, type_name
from ..tree import Scalar

RULE = Rule("PC201", "wrong-value", "error")


def wrong_value(node: Scalar, value: str, expected: str) -> Diagnostic:
    """Return the diagnostic of a scalar whose computed `value` is not `expected` (`a duration`)."""
    shown = value if len(value) <= 60 else value[:57] + "…"
    return RULE.at(
        node.span,
        f"expected {expected}, but the value is `{shown}`",
        label=f"this is `{shown}`",
        help=f"let it give {expected}",
    )


def wrong_type(node: Scalar, kind: Type, expected: str) -> Diagnostic:
    """Return the diagnostic of a reference whose type can never be `expected`."""
    return RULE.at(
        node.span,
        f"expected {expected}, but this is of type {type_name(kind)}",
        label=f"of type {type_name(kind)}",
        help=f"refer to a value that is {expected}",
    )
