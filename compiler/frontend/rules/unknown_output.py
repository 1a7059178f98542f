"""An output that names an image is published by its job.

A component takes an image that this pipeline builds as `{from: JOB.OUTPUT}`. The job lists the output, whose value is
then read from what its steps write to `$PIPEC_OUTPUT`.

## Bad

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
    image: {from: image.digset}
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

Safe where a letter, the case or a dash is wrong, unsafe where another name is guessed.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ...diagnostics.nearest import nearest
from ..context import Context
from ..document import JobDeclaration
from ..patches import write_name
from ..tree import Scalar
from ..wording import some_of

RULE = Rule("PC308", "unknown-output", "error")


def unknown_output(context: Context, reference: Scalar, output: str, producer: JobDeclaration) -> Diagnostic:
    """Return the diagnostic of `JOB.OUTPUT` whose output the job does not declare."""
    span = context.locate(reference, len(reference.text) - len(output), len(reference.text))
    known = producer.outputs
    near = nearest(output, known)
    job = producer.name
    other = f"it publishes {some_of(sorted(known))}" if known else f"add it to `outputs` of `{job.text}`"
    return RULE.at(
        span,
        f"job `{job.text}` publishes no output `{output}`",
        label="not in its `outputs`",
        related=(
            Label(known[near].span, "one with a similar name is listed here")
            if near
            else Label(job.span, "the job is defined here"),
        ),
        help=f"did you mean `{near}`?" if near else other,
        fix=write_name(span, output, near) if near else None,
    )
