"""A matrix has at least one combination.

A job runs once for each combination of its matrix. With an axis without values, or with everything excluded, it would
never run, and what depends on it would pass without it.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    matrix:
      python: ["3.11", "3.12"]
      exclude:
        - {python: "3.11"}
        - {python: "3.12"}
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
      python: ["3.11", "3.12"]
      exclude:
        - {python: "3.11"}
    steps:
      - script: make test
```

## Fix

None: only the author knows which combination should run.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Mapping, Scalar, Sequence

RULE = Rule("PC320", "empty-matrix", "error")


def empty_axis(node: Scalar | Sequence, axis: str) -> Diagnostic:
    """Return the diagnostic of an axis without values."""
    return RULE.at(
        node.span,
        f"the axis `{axis}` has no values, so the job would never run",
        label="empty",
        help="give it a value, or remove it",
    )


def empty_matrix(matrix: Mapping) -> Diagnostic:
    """Return the diagnostic of a matrix whose combinations are all excluded, or that has no axes."""
    exclude = matrix.entry("exclude")
    if exclude is None:
        return RULE.at(
            matrix.entries[0].key.span if matrix.entries else matrix.span,
            "the matrix has no axis, so the job would never run",
            label="no axis",
            help="add an axis: a name and a list of values",
        )
    return RULE.at(
        exclude.key.span,
        "every combination of the matrix is excluded, so the job would never run",
        label="nothing is left",
        help="exclude fewer combinations",
    )
