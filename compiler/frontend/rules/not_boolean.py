"""A condition is true or false.

There is no conversion to boolean: whether a text such as `0`, `no` or `false` counts as true would be a guess. A
comparison says what is meant.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    conditional: trigger.tag
    steps:
      - script: make release
```

## Good

```yaml
version: 1
name: shop
jobs:
  release:
    conditional: trigger.tag != ''
    steps:
      - script: make release
```

## Fix

None: only the author knows what the value is to be compared with.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.expression import NUMBER, Type, type_name
from ..tree import Scalar

RULE = Rule("PC408", "not-boolean", "error")


def not_boolean(node: Scalar, kind: Type, path: str) -> Diagnostic:
    """Return the diagnostic of a condition whose value is not a boolean; `path` is what it consists of, if that."""
    example = f"`{path or '…'} > 0`" if kind == NUMBER else f"`{path or '…'} != ''`"
    return RULE.at(
        node.span,
        f"a condition is true or false, and this is of type {type_name(kind)}",
        label=f"of type {type_name(kind)}",
        help=f"compare it: {example}",
    )
