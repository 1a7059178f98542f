"""A job with the axes of its producer has no combination that the producer lacks.

A job whose matrix has the same axes as that of the job whose artifact it takes gets the artifact of its own
combination alone. A combination that the producer does not have gets nothing, and the input would be missing.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    matrix: {os: [linux, windows]}
    steps:
      - name: build
        script: make build OS=${matrix.os}
    artifacts:
      dist: {paths: [dist/**]}
  test:
    matrix: {os: [linux, windows, macos]}
    inputs: [build.dist]
    steps:
      - name: test
        script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    matrix: {os: [linux, windows, macos]}
    steps:
      - name: build
        script: make build OS=${matrix.os}
    artifacts:
      dist: {paths: [dist/**]}
  test:
    matrix: {os: [linux, windows, macos]}
    inputs: [build.dist]
    steps:
      - name: test
        script: make test
```

## Fix

None: add the combination to the producer, leave it out here, or make the input `optional`.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ...ir.job import Matrix
from ..checked import CheckedInput, CheckedJob

RULE = Rule("PC324", "matrix-input", "error")


def no_such_instance(item: CheckedInput, combination: Matrix, producer: CheckedJob) -> Diagnostic:
    """Return the diagnostic of an input whose producer has no instance with the combination."""
    values = ", ".join(f"{axis}: {value}" for axis, value in combination.values)
    return RULE.at(
        item.origin,
        f"job `{producer.name}` makes no `{item.artifact}` for the combination `{values}`",
        label="nobody makes this one",
        related=(Label(producer.origin, "it has the same axes, but not this combination"),),
        help="add the combination there, leave it out here, or make the input `optional`",
    )
