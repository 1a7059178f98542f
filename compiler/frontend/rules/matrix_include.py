"""A further combination gives a value to every axis, and to nothing else.

`include` adds single combinations to those of the axes. A step may use every axis of its matrix, so each combination
has a value for all of them.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    matrix:
      python: ["3.11", "3.12"]
      system: [linux]
      include:
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
      system: [linux]
      include:
        - {python: "3.12", system: macos}
    steps:
      - script: make test
```

## Fix

Safe: the name of an axis that is misspelt becomes the nearest one.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Mapping, Scalar

RULE = Rule("PC322", "matrix-include", "error")


def wrong_axes(
    item: Mapping, missing: tuple[str, ...], unknown: tuple[Scalar, ...], axes: tuple[str, ...]
) -> Diagnostic:
    """Return the diagnostic of an inclusion that lacks axes or has others."""
    if unknown:
        names = ", ".join(f"`{axis}`" for axis in axes) or "none"
        return RULE.at(
            unknown[0].span,
            f"the matrix has no axis `{unknown[0].text}`",
            label="no such axis",
            help=f"the axes are {names}; a combination gives each of them",
        )
    names = ", ".join(f"`{axis}`" for axis in missing)
    return RULE.at(
        item.span, f"the combination gives no {names}", label="incomplete", help="give a value for every axis"
    )
