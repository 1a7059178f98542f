"""An output is read from a job that runs once.

A job with a matrix publishes each output once for every combination, so that its name alone says nothing. Its
`status` can be read: it is `failure` when any instance failed. Values of the instances travel as artifacts, which
arrive in a folder for each of them.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    matrix: {python: [3.11, 3.12]}
    outputs: [version]
    steps:
      - name: unit
        script: echo version=1 > "$PIPEC_OUTPUT"
  tell:
    depends_on: [test]
    steps:
      - name: tell
        environment: {VERSION: "${job.test.outputs.version}"}
        script: make tell
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    outputs: [version]
    steps:
      - name: unit
        script: echo version=1 > "$PIPEC_OUTPUT"
  tell:
    depends_on: [test]
    steps:
      - name: tell
        environment: {VERSION: "${job.test.outputs.version}"}
        script: make tell
```

## Fix

None: publish the value in a job without a matrix, or hand it on as an artifact.
"""

from ...diagnostics import Diagnostic, Label, Rule, Span
from ..document import JobDeclaration

RULE = Rule("PC314", "matrix-output", "error")


def matrix_output(span: Span, producer: JobDeclaration, output: str) -> Diagnostic:
    """Return the diagnostic of an expression that reads an output of a job with a matrix."""
    job = producer.name.text
    matrix = producer.body.entry("matrix")
    return RULE.at(
        span,
        f"job `{job}` has a matrix, so each of its instances publishes an output `{output}` of its own",
        label="which instance?",
        related=() if matrix is None else (Label(matrix.key.span, "the matrix"),),
        help="hand the value on as an artifact, or publish it in a job without a matrix; "
        f"`job.{job}.status` can be read",
    )
