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
      - script: make test PYTHON=${matrix.python}
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
      - script: make test PYTHON=${matrix.python}
```

## Fix

Safe: the second mention is removed, where it stands in a list of values.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..context import Context
from ..patches import remove_item
from ..tree import Mapping, Scalar, Sequence

RULE = Rule("PC323", "duplicate-combination", "warning")


def duplicate_value(context: Context, axis: str, values: Sequence, node: Scalar, first: Scalar) -> Diagnostic:
    """Return the diagnostic of a value that stands twice in the list of an axis."""
    return RULE.at(
        node.span,
        f"the axis `{axis}` has the value `{node.text}` twice",
        label="again here",
        related=(Label(first.span, "first given here"),),
        help="remove one of the two; each combination runs once",
        fix=remove_item(values, node, context.source_of(node)),
    )


def repeated_values(node: Scalar, axis: str) -> Diagnostic:
    """Return the diagnostic of an axis that refers to a list with a value twice."""
    return RULE.at(
        node.span,
        f"the axis `{axis}` has a value twice",
        label="the list has a value twice",
        help="each combination runs once",
    )


def duplicate_combination(item: Mapping, values: str) -> Diagnostic:
    """Return the diagnostic of a further combination that the matrix has already."""
    return RULE.at(
        item.span,
        f"the combination `{values}` is in the matrix already",
        label="again",
        help="remove it; each combination runs once",
    )
