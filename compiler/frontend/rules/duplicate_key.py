"""A key stands once in its mapping.

YAML readers keep the first value, or the last, or refuse. Which of the two was meant nobody can tell, so the file is
refused.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    timeout: 10m
    steps:
      - script: make test
    timeout: 20m
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    timeout: 20m
    steps:
      - script: make test
```

## Fix

None: only the author knows which value was meant.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..tree import Scalar

RULE = Rule("PC020", "duplicate-key", "error")


def duplicate_key(key: Scalar, first: Scalar) -> Diagnostic:
    """Return the diagnostic of `key`, whose text `first` has in the same mapping."""
    return RULE.at(
        key.used or key.span,
        f"the key `{key.text}` stands twice in this mapping",
        label="again here",
        related=(Label(first.used or first.span, f"`{first.text}` is first given here"),),
        help="keep one of the two",
    )
