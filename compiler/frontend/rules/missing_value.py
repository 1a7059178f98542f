"""A key has a value.

Nothing after a colon, `~` and `null` are all the null of YAML. It is no empty text, no zero and no default, and
only settings that an environment removes from a component may be null.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
    timeout:
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
    timeout: 10m
```

## Fix

None: only the author knows the value.
"""

from ...diagnostics import Diagnostic, Rule
from ..schema import Shape
from ..tree import Scalar
from ..wording import expected, listed, with_examples

RULE = Rule("PC110", "missing-value", "error")


def missing_value(node: Scalar, shape: Shape, key: Scalar | None, values: list[str] | None = None) -> Diagnostic:
    """Return the diagnostic of a null under `key`, at the key where nothing is written; `values` are valid words."""
    subject = "this item" if key is None else f"`{key.text}`"
    examples = with_examples(shape)
    if values:
        advice = f"write one of {listed(values, 'or')}"
    elif shape.scalar is not None and shape.scalar.text:
        advice = 'write `""` for the empty text, or take the key away'
    else:
        advice = f"write {expected(shape)}" + (f", such as {examples}" if examples else "") + ", or take the key away"
    return RULE.at(
        node.span if node.text or key is None else key.span,
        f"{subject} has no value",
        label="no value",
        help=advice if key else advice.replace("the key", "the item"),
    )
