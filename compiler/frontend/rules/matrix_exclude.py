"""An exclusion takes something out of its matrix.

An exclusion names axes and values, and takes out the combinations that have all of them. One that fits nothing was
misspelt, or has outlived the value it was written for.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    matrix:
      python: ["3.11", "3.12"]
      system: [linux, macos]
      exclude:
        - {python: "3.10", system: macos}
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
      system: [linux, macos]
      exclude:
        - {python: "3.11", system: macos}
    steps:
      - script: make test
```

## Fix

Safe: the name of an axis that is misspelt becomes the nearest one.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ...diagnostics.nearest import nearest
from ..tree import Mapping, Scalar

RULE = Rule("PC321", "matrix-exclude", "error")


def unknown_axis(key: Scalar, axes: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of an exclusion by an axis that does not exist."""
    near = nearest(key.text, axes)
    return RULE.at(
        key.span,
        f"the matrix has no axis `{key.text}`",
        label="no such axis",
        help=f"did you mean `{near}`?" if near else f"the axes are {', '.join(f'`{axis}`' for axis in axes)}",
        fix=Fix(f"write `{near}`", True, (Edit(key.span, near),)) if near else None,
    )


def matches_nothing(item: Mapping) -> Diagnostic:
    """Return the diagnostic of an exclusion that fits no combination."""
    values = ", ".join(f"{entry.key.text}: {entry.value.text}" for entry in item if isinstance(entry.value, Scalar))
    return RULE.at(
        item.span,
        f"the exclusion `{values}` fits no combination",
        label="excludes nothing",
        help="compare its values with those of the axes, or remove it",
    )
