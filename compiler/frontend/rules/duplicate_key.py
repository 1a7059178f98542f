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

Safe: where both have the same value the second is removed. None where the values differ: only the author knows which
was meant.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule
from ..tree import Scalar

RULE = Rule("PC020", "duplicate-key", "error")


def duplicate_key(key: Scalar, first: Scalar, repeated: Edit | None = None) -> Diagnostic:
    """Return the diagnostic of `key`, whose text `first` has in the same mapping.

    `repeated` removes it, where it says what the first says.
    """
    return RULE.at(
        key.used or key.span,
        f"the key `{key.text}` stands twice in this mapping",
        label="again here",
        related=(Label(first.used or first.span, f"`{first.text}` is first given here"),),
        help="keep one of the two",
        fix=None if repeated is None else Fix("remove the second", safe=True, edits=(repeated,)),
    )
