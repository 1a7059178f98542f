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

Safe: a name that is misspelt becomes the nearest one that the job makes.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule
from ...diagnostics.nearest import nearest
from ..context import Context
from ..document import JobDeclaration
from ..tree import Scalar

RULE = Rule("PC307", "unknown-artifact", "error")


def unknown_artifact(context: Context, reference: Scalar, artifact: str, producer: JobDeclaration) -> Diagnostic:
    """Return the diagnostic of `JOB.ARTIFACT` whose artifact nobody makes."""
    span = context.locate(reference, len(reference.text) - len(artifact), len(reference.text))
    near = nearest(artifact, producer.artifacts)
    known = ", ".join(f"`{name}`" for name in sorted(producer.artifacts))
    job = producer.name.text
    at = producer.artifacts[near].span if near else producer.name.span
    return RULE.at(
        span,
        f"job `{job}` makes no artifact `{artifact}`",
        label="nobody makes this",
        related=(Label(at, "a similar one is made here" if near else "the job is defined here"),),
        help=f"did you mean `{near}`?"
        if near
        else (f"it makes {known}" if known else f"give `{job}` an `artifacts` block"),
        fix=Fix(f"write `{near}`", True, (Edit(span, near),)) if near else None,
    )
