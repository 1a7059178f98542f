"""A parameter's pattern is a regular expression, and its enum holds values of its type.

The pattern has the syntax of Python's `re` module and must match the whole value. A value of the enum that the
parameter's type does not allow could never be given.

## Bad

```yaml
version: 1
name: shop
params:
  version:
    default: v1
    pattern: v[0-9
jobs:
  test:
    steps:
      - name: unit
        environment: {VERSION: "${params.version}"}
        script: make test
```

## Good

```yaml
version: 1
name: shop
params:
  version:
    default: v1
    pattern: v[0-9]+
jobs:
  test:
    steps:
      - name: unit
        environment: {VERSION: "${params.version}"}
        script: make test
```

## Fix

None: only you know what you meant.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC409", "parameter-declaration", "error")


def malformed_pattern(pattern: Scalar, problem: str) -> Diagnostic:
    """Return the diagnostic of a pattern that is no regular expression."""
    return RULE.at(
        pattern.span,
        f"the pattern `{pattern.text}` is no regular expression: {problem}",
        label="malformed",
        help="a backslash before a character takes it as it is, as in `\\[`",
    )


def wrong_item(item: Scalar, kind: str) -> Diagnostic:
    """Return the diagnostic of an allowed value that is not of the parameter's type."""
    return RULE.at(
        item.span,
        f"`{item.text}` can never be given: the parameter is a {kind}",
        label=f"not a {kind}",
        help=f"write a {kind}, or change the parameter's `type`",
    )
