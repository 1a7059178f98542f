"""A step has an image on Woodpecker.

Woodpecker's agents run each step in a container. A step without an image would run on the runner's own host, which
they do not offer.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        script: make test
```

## Good

```yaml target=woodpecker
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

None: name the image that has the step's tools, or set `defaults: {image: …}` for all.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job, Step

RULE = Rule("PC751", "woodpecker-step-image", "error")


def step_without_image(job: Job, step: Step) -> Diagnostic:
    """Say that `step` has no image to run in."""
    return RULE.at(
        step.origin,
        f"step `{step.name}` of job `{job.name}` has no `image`, and Woodpecker runs every step in a container",
        label="no image",
        help="give the step an `image`, or the pipeline `defaults: {image: …}`",
    )
