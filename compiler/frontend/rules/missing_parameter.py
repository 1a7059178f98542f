"""A required parameter has a value when the pipeline is compiled.

A value comes from `--var`, from a `--var-file` or from the declaration's `default`. A parameter with `bind: run` gets
its value later, when the pipeline runs. Linting needs no values: it takes what is missing as unknown.

## Bad

```yaml compile
version: 1
name: shop
params:
  region: {type: string, required: true}
jobs:
  test:
    environment:
      REGION: ${params.region}
    steps:
      - script: make test
```

## Good

```yaml compile
version: 1
name: shop
params:
  region: {type: string, default: eu}
jobs:
  test:
    environment:
      REGION: ${params.region}
    steps:
      - script: make test
```

## Fix

None: only the caller knows the value.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC405", "missing-parameter", "error")


def missing(name: Scalar) -> Diagnostic:
    """Return the diagnostic of a parameter without value."""
    return RULE.at(
        name.span,
        f"the parameter `{name.text}` is required and has no value",
        label="no value",
        help=f"give one with `--var {name.text}=VALUE` or in a `--var-file`, or declare a `default`",
    )
