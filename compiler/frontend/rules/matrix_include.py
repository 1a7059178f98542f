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
        - {python: "3.12", sytem: macos}
    steps:
      - script: make test PYTHON=${matrix.python} SYSTEM=${matrix.system}
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
      - script: make test PYTHON=${matrix.python} SYSTEM=${matrix.system}
```

## Fix

Safe where a letter, the case or a dash of an axis is wrong, unsafe where another axis is guessed.
"""

from ...diagnostics import Diagnostic, Rule
from ...diagnostics.nearest import nearest
from ..context import Context
from ..patches import write_name
from ..tree import Mapping, Scalar
from ..wording import some_of

RULE = Rule("PC322", "matrix-include", "error")


def unknown_axis(context: Context, key: Scalar, axes: tuple[str, ...], missing: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of a combination with an axis that the matrix does not have; others may be `missing`."""
    near = nearest(key.text, missing)
    span = context.inside(key)
    known = f"the axes are {some_of(axes)}" if axes else "give the matrix an axis with this name"
    return RULE.at(
        span,
        f"the matrix has no axis `{key.text}`",
        label="no such axis",
        help=f"did you mean `{near}`?" if near else known,
        fix=write_name(span, key.text, near) if near else None,
    )


def missing_axes(item: Mapping, missing: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of a combination that lacks axes."""
    return RULE.at(
        item.span,
        f"the combination has no value for {some_of(missing)}",
        label="incomplete",
        help="give a value for every axis",
    )
