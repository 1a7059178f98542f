"""Woodpecker hands artifacts on only inside a chain of jobs.

Workflows share no files. Jobs of which each hands artifacts to the next become one workflow when that changes nothing
else: equal `labels`, `network` and `checkout`, no matrix, no services, no deployment, `runs_on: [success]`, each
depending on the one before alone, and nothing but the next depending on it. Steps do not use the profile's
`artifact_store`, so nothing else is handed on, and what no job takes would be lost with the workspace.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    artifacts: {report: {paths: [report/**]}}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=woodpecker
version: 1
name: shop
jobs:
  build:
    artifacts: {report: {paths: [report/**]}}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
  test:
    inputs: [build.report]
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

Unsafe: `artifacts` is added to the `allow_degraded` of the job that makes it; it is lost then. Else put the jobs in a
row, or upload from a script. None for an input that cannot arrive.
"""

from ....diagnostics import NOWHERE, Diagnostic, Label, Rule
from ....ir.job import Artifact, Input, Job

RULE = Rule("PC757", "woodpecker-artifacts", "error")


_STORE = "; steps of Woodpecker do not use the profile's `artifact_store`"


def lost_artifact(job: Job, artifact: Artifact, *, store: bool = False) -> Diagnostic:
    """Say that nothing keeps `artifact`; `store` tells whether the profile names a store, which does not help."""
    return RULE.at(
        artifact.origin if artifact.origin != NOWHERE else job.origin,
        f"artifact `{artifact.name}` of job `{job.name}` is lost when its workflow ends",
        label="Woodpecker keeps no artifacts",
        help="upload it from a script, or list `artifacts` in `allow_degraded`" + (_STORE if store else ""),
    )


def unreachable_input(job: Job, item: Input, producer: Job, reason: str, *, store: bool = False) -> Diagnostic:
    """Say that `item` cannot reach `job`; `reason` is why the two jobs share no workflow."""
    return RULE.at(
        item.origin if item.origin != NOWHERE else job.origin,
        f"job `{job.name}` takes artifact `{item.artifact}` of `{producer.name}`, which runs in another workflow",
        label="workflows share no files",
        related=(Label(producer.origin, "made here"),),
        help=f"they would share one, but {reason}" + (_STORE if store else ""),
    )
