"""An artifact that is taken is made by the job from which it is taken.

Inputs and components name an artifact as `JOB.ARTIFACT`, and the job lists it under `artifacts`. One that nobody
makes is missing when the pipeline runs, after everything before it was done.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    artifacts:
      report: {paths: [report/**]}
    steps:
      - script: make
  publish:
    inputs: [build.reports]
    steps:
      - script: make publish
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    artifacts:
      report: {paths: [report/**]}
    steps:
      - script: make
  publish:
    inputs: [build.report]
    steps:
      - script: make publish
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

RULE = Rule("PC307", "unknown-artifact", "error")


def unknown_artifact(context: Context, reference: Scalar, artifact: str, producer: JobDeclaration) -> Diagnostic:
    """Return the diagnostic of `JOB.ARTIFACT` whose artifact nobody makes."""
    span = context.locate(reference, len(reference.text) - len(artifact), len(reference.text))
    known = producer.artifacts
    near = nearest(artifact, known)
    job = producer.name
    other = f"it makes {some_of(sorted(known))}" if known else f"list it under `artifacts` of `{job.text}`"
    return RULE.at(
        span,
        f"job `{job.text}` makes no artifact `{artifact}`",
        label="nobody makes this",
        related=(
            Label(known[near].span, "one with a similar name is made here")
            if near
            else Label(job.span, "the job is defined here"),
        ),
        help=f"did you mean `{near}`?" if near else other,
        fix=write_name(span, artifact, near) if near else None,
    )
