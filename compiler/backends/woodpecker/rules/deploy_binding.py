"""On Woodpecker a deployment cannot take what a job of the same run made.

Workflows share neither files nor outputs, so that the digest of an image that this run builds, or an artifact, does
not reach the deployment.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  build:
    outputs: [image]
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
  release:
    depends_on: [build]
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web: {image: {from: build.image}}
environments:
  production: {runner: compose}
```

```toml
[targets.woodpecker]
pipec_image = "registry.example/pipec@sha256:2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f"
```

## Good

```yaml target=woodpecker
version: 1
name: shop
jobs:
  build:
    outputs: [image]
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
  release:
    depends_on: [build]
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f}
environments:
  production: {runner: compose}
```

```toml
[targets.woodpecker]
pipec_image = "registry.example/pipec@sha256:2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f"
```

## Fix

None: deploy a released image by its digest, or run the pipeline where outputs travel.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.job import Job
from ....ir.release import Component

RULE = Rule("PC767", "woodpecker-deploy-binding", "error")


def unbound(job: Job, component: Component, source: str) -> Diagnostic:
    """Say that what `component` consists of does not reach the deployment of `job`."""
    return RULE.at(
        component.origin,
        f"component `{component.name}` consists of {source}, which does not reach the deployment of job `{job.name}`",
        label="made in another workflow",
        related=(Label(job.origin, "deployed here"),),
        help="name the image by its digest",
    )
