"""A job that begins after a deployment is not among Compose's services.

Deployments are done by `pipec deploy`, never by `compose.jobs.yaml`. What depends on one can only start afterwards,
so it is left out of the file; `pipec run` runs it in its place.

## Bad

```yaml target=compose
version: 1
name: shop
components:
  web:
    image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
environments:
  production:
    runner: compose
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
  notify:
    depends_on: [release]
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=compose
version: 1
name: shop
components:
  web:
    image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
environments:
  production:
    runner: compose
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
```

## Fix

None: run such pipelines with `pipec run`, or do without the job.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.job import Job

RULE = Rule("PC738", "job-after-deployment", "warning")


def after_deployment(job: Job, deployment: Job) -> Diagnostic:
    """Return the note that a job is left out of the services."""
    return RULE.at(
        job.origin,
        f"job `{job.name}` begins after the deployment `{deployment.name}`, so it is left out of `compose.jobs.yaml`",
        label="not run by Compose",
        related=(Label(deployment.origin, "`pipec deploy` performs this one"),),
        help="run it with `pipec run`, which deploys and goes on",
    )
