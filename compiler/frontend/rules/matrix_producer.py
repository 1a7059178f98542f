"""The image or artifact of a component comes from a job without a matrix.

A job with a matrix runs once for each combination, and each run makes an image or artifact of its own. A component is
one thing.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    matrix:
      system: [linux, macos]
    artifacts:
      program: {paths: [shop]}
    steps:
      - script: make
components:
  web:
    artifact: build.program
    command: ./shop
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    artifacts:
      program: {paths: [shop]}
    steps:
      - script: make
components:
  web:
    artifact: build.program
    command: ./shop
```

## Fix

None: only the author knows which combination is deployed.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..context import Context
from ..document import JobDeclaration
from ..tree import Scalar

RULE = Rule("PC605", "matrix-producer", "error")


def matrix_producer(context: Context, node: Scalar, producer: JobDeclaration) -> Diagnostic:
    """Return the diagnostic of a component that is made by a job with a matrix."""
    job = producer.name.text
    matrix = producer.body.entry("matrix")
    return RULE.at(
        context.locate(node, 0, len(job)),
        f"job `{job}` has a matrix, so it makes `{node.text}` once for each combination",
        label="which combination?",
        related=() if matrix is None else (Label(matrix.key.span, "the matrix"),),
        help="make it in a job without a matrix",
    )
