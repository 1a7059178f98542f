"""A combination stands in its matrix once.

A value that an axis has twice, or a further combination that the axes give already, changes nothing: each combination
runs once. Another value may have been meant.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    matrix:
      python: ["3.11", "3.12", "3.11"]
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
      python: ["3.11", "3.12", "3.13"]
    steps:
      - script: make test
```

## Fix

Safe: the second mention is removed, where it stands in a list of values.
"""

from ...diagnostics import Diagnostic, Rule
from ..check.matrix import Combination
from ..resolved import value_text
from ..tree import Mapping

RULE = Rule("PC323", "duplicate-combination", "warning")


def duplicate(matrix: Mapping, combination: Combination) -> Diagnostic:
    """Return the diagnostic of a combination that the matrix gives twice."""
    values = ", ".join(f"{axis}: {value_text(value.value)}" for axis, value in combination)
    entry = matrix.entry("include")
    return RULE.at(
        matrix.span if entry is None else entry.value.span,
        f"the combination `{values}` stands twice in the matrix",
        label="again",
        help="remove one of the two; it runs once",
    )
