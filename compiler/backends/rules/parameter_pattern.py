"""A run-time parameter's pattern is not checked on Compose and Woodpecker.

Type, `required` and `enum` of a parameter that is bound when the pipeline runs are checked before its first step.
The images have no program that knows the pattern's dialect, so that a value which does not match is noticed by
nobody.

## Bad

```yaml target=compose
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

```yaml target=compose
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

None: list the values with `enum`, or bind the parameter with `bind: compile`, which checks all.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.plan import Parameter

RULE = Rule("PC707", "pattern-not-checked", "warning")


def pattern_not_checked(parameter: Parameter, target: str) -> Diagnostic:
    """Return the note that a pattern is not tested at run."""
    return RULE.at(
        parameter.origin,
        f"the pattern of parameter `{parameter.name}` is not checked when `{target}` runs the pipeline",
        label="bound when the pipeline runs",
        help="list the values with `enum`, or use `bind: compile`",
    )
