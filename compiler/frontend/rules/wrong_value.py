"""The value that a reference stands for fits its place.

Any value may be a reference, and what it stands for is held against the same rules as a value that is written out:
`timeout` wants a duration, `replicas` a whole number, `read_only` a boolean.

## Bad

```yaml
version: 1
name: shop
global_env:
  PATIENCE: soon
jobs:
  test:
    timeout: ${PATIENCE}
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
global_env:
  PATIENCE: 20m
jobs:
  test:
    timeout: ${PATIENCE}
    steps:
      - script: make test
```

## Fix

None: only the author knows which value is meant.
"""

from typing import Final

from ...diagnostics import Diagnostic, Label, Rule
from ...ir.expression import Type, type_name
from ..tree import Scalar
from ..wording import quote

RULE = Rule("PC201", "wrong-value", "error")

_FORMS: Final = {
    "a boolean": "a boolean is `true` or `false`",
    "a duration": "a duration is for example `90s`, `15m`, `1h30m` or `30d`",
    "a number of cores": "a number of cores is for example `0.5`, `2` or `500m`",
    "a percentage": "a percentage is for example `5%`, up to `100%`",
    "a size": "a size is for example `512MiB` or `2GB`",
}


def wrong_value(node: Scalar, value: str, expected: str, origin: tuple[Label, ...] = ()) -> Diagnostic:
    """Return the diagnostic of a scalar whose computed `value` is not `expected` (`a duration`).

    `origin` tells where the variables in it are defined.
    """
    shown = quote(value)
    refers = value != node.text
    return RULE.at(
        node.span,
        f"{quote(node.text)} is {shown}, where {expected} is expected" if refers else f"{shown} is not {expected}",
        label=f"stands for {shown}" if refers else f"not {expected}",
        related=origin,
        help=next((form for kind, form in _FORMS.items() if expected.startswith(kind)), f"let it be {expected}"),
    )


def wrong_type(node: Scalar, kind: Type, expected: str, origin: tuple[Label, ...] = ()) -> Diagnostic:
    """Return the diagnostic of a reference whose type can never be `expected`."""
    name = type_name(kind)
    return RULE.at(
        node.span,
        f"{quote(node.text)} is of type {name}, where {expected} is expected",
        label=f"of type {name}",
        related=origin,
        help=f"refer to a value that is {expected}",
    )
