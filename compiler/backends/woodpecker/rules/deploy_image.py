"""A deployment needs an image that holds `pipec`.

On Woodpecker a job with `deploy` runs `pipec deploy` with the committed bundle, in the image that the target's
profile names. It is given by digest, so that each run has the same one.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f}
environments:
  production: {runner: compose}
```

## Good

```yaml target=woodpecker
version: 1
name: shop
jobs:
  release:
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

None: only you know where your `pipec` image is.
"""

from ....diagnostics import NOWHERE, Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC766", "woodpecker-deploy-image", "error")


def deployment_without_image(job: Job) -> Diagnostic:
    """Say that the profile names no image for the deployment of `job`."""
    return RULE.at(
        job.deploy.origin if job.deploy is not None and job.deploy.origin != NOWHERE else job.origin,
        f"job `{job.name}` deploys, and the profile of `woodpecker` names no image that holds `pipec`",
        label="performed by `pipec deploy`",
        help='set `pipec_image = "REPOSITORY@sha256:…"` in `[targets.woodpecker]` of `.pipec.toml`',
    )
