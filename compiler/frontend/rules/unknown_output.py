"""An output that names an image is published by its job.

A component takes an image that this pipeline builds as `{from: JOB.OUTPUT}`. The job lists the output, whose value is
then read from what its steps write to `$PIPEC_OUTPUT`.

## Bad

```yaml
version: 1
name: shop
jobs:
  image:
    outputs: [reference]
    steps:
      - script: make image
components:
  web:
    image: {from: image.digest}
```

## Good

```yaml
version: 1
name: shop
jobs:
  image:
    outputs: [digest]
    steps:
      - script: make image
components:
  web:
    image: {from: image.digest}
```

## Fix

Safe: a name that is misspelt becomes the nearest one that the job publishes.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule
from ...diagnostics.nearest import nearest
from ..context import Context
from ..document import JobDeclaration
from ..tree import Scalar

RULE = Rule("PC308", "unknown-output", "error")


def unknown_output(context: Context, reference: Scalar, output: str, producer: JobDeclaration) -> Diagnostic:
    """Return the diagnostic of `JOB.OUTPUT` whose output the job does not declare."""
    span = context.locate(reference, len(reference.text) - len(output), len(reference.text))
    near = nearest(output, producer.outputs)
    known = ", ".join(f"`{name}`" for name in sorted(producer.outputs))
    return RULE.at(
        span,
        f"job `{producer.name.text}` publishes no output `{output}`",
        label="not in its `outputs`",
        related=(Label(producer.name.span, "the job is defined here"),),
        help=f"did you mean `{near}`?"
        if near
        else (f"it publishes {known}" if known else "add it to the job's `outputs`"),
        fix=Fix(f"write `{near}`", True, (Edit(span, near),)) if near else None,
    )
