"""Woodpecker does not check a run-time parameter's pattern.

Type, `required` and `enum` of a parameter that is bound when the pipeline runs are checked by the first step of every
workflow. It has no program that knows the pattern's dialect, so that a value which does not match is noticed by
nobody.

## Bad

```yaml target=woodpecker
version: 1
name: shop
params:
  tag: {type: string, bind: run, default: v1, pattern: 'v[0-9]+'}
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=woodpecker
version: 1
name: shop
params:
  tag: {type: string, bind: run, default: v1, enum: [v1, v2]}
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: list the allowed values as `enum`, or test the value in a script.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.plan import Parameter

RULE = Rule("PC764", "woodpecker-parameter-pattern", "warning")


def pattern_not_checked(parameter: Parameter) -> Diagnostic:
    """Say that nobody compares `parameter` with its pattern."""
    return RULE.at(
        parameter.origin,
        f"parameter `{parameter.name}` has a `pattern`, which Woodpecker does not check",
        label="any text is taken",
        help="use `enum`, or test the value in a script",
    )
