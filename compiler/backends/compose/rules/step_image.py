"""A step that Compose runs needs an image.

Compose runs containers; it has no host on which a step without an image could run, as `pipec run` has.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  test:
    steps:
      - {name: unit, script: make test}
```

## Good

```yaml target=compose
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: only the author knows the image that holds the step's tools.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job, Step

RULE = Rule("PC730", "step-without-image", "error")


def step_without_image(job: Job, step: Step) -> Diagnostic:
    """Return the problem of a step that has a script and no image."""
    return RULE.at(
        step.origin,
        f"step `{step.name}` of job `{job.name}` has no image, and Compose runs nothing outside of containers",
        label="no `image`",
        help="give the step an `image`, or set `defaults.image`",
    )
