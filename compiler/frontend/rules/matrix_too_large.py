"""A matrix has at most 5,000 combinations.

Every combination is a job of its own. A few long axes multiply to more jobs than any runner starts, and than anybody
reads; it is then nearly always a list that was meant to be shorter.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    matrix:
      a: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
      b: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
      c: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
      d: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    matrix:
      a: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
      b: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    steps:
      - script: make test
```

## Fix

None: which combinations are wanted, only the author knows.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Mapping

RULE = Rule("PC326", "matrix-too-large", "error")


def matrix_too_large(matrix: Mapping, count: int, limit: int) -> Diagnostic:
    """Return the diagnostic of a matrix whose axes multiply to `count` combinations."""
    return RULE.at(
        matrix.entries[0].key.span,
        f"the axes multiply to {count:,} combinations, and a matrix has at most {limit:,}",
        label="the first of these axes",
        help="shorten the axes, or list the wanted combinations under `include`",
    )
