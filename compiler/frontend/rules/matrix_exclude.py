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
        - {python: "3.11", system: macosx}
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
      system: [linux, macos]
      exclude:
        - {python: "3.11", system: macos}
    steps:
      - script: make test PYTHON=${matrix.python} SYSTEM=${matrix.system}
```

## Fix

Safe where a letter, the case or a dash of an axis or value is wrong, unsafe where another is guessed. None where
none is near.
"""

from collections.abc import Collection, Iterable

from ...diagnostics import Diagnostic, Rule
from ...diagnostics.nearest import nearest
from ..context import Context
from ..patches import write_name
from ..tree import Scalar
from ..wording import some_of

RULE = Rule("PC321", "matrix-exclude", "error")


def unknown_axis(context: Context, key: Scalar, axes: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of an exclusion by an axis that does not exist."""
    near = nearest(key.text, axes)
    span = context.inside(key)
    return RULE.at(
        span,
        f"the matrix has no axis `{key.text}`",
        label="no such axis",
        help=f"did you mean `{near}`?" if near else f"the axes are {some_of(sorted(axes))}",
        fix=write_name(span, key.text, near) if near else None,
    )


def unknown_value(value: Scalar, text: str, axis: str, values: Collection[str]) -> Diagnostic:
    """Return the diagnostic of an exclusion by a value that its axis does not have."""
    near = nearest(text, values) if value.text == text and value.used is None and value.style == "plain" else None
    return RULE.at(
        value.span,
        f"the axis `{axis}` has no value `{text}`",
        label="excludes nothing",
        help=f"did you mean `{near}`?" if near else f"its values are {some_of(values)}",
        fix=write_name(value.span, text, near) if near else None,
    )
