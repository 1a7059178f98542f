"""An approval does not hold up everybody for ever.

A run that waits for people keeps its place in its `concurrency` group. An approval without `timeout` that nobody gives
(people are away, the run is forgotten) keeps all later runs waiting. Where newer runs cancel older ones, or several may
run at once, nothing is held up, and nothing is said.

## Bad

```yaml
version: 1
name: shop
concurrency: {group: shop}
jobs:
  build:
    steps:
      - script: make
  publish:
    depends_on: [build]
    approval: {approvers: [anna, ben]}
    steps:
      - script: make publish
```

## Good

```yaml
version: 1
name: shop
concurrency: {group: shop}
jobs:
  build:
    steps:
      - script: make
  publish:
    depends_on: [build]
    approval: {approvers: [anna, ben], timeout: 2d}
    steps:
      - script: make publish
```

## Fix

Unsafe: the approval gets a `timeout` of a day; then the job fails and the next run begins.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Fix, Label, Rule
from ...frontend.patches import add_key
from ...frontend.tree import Mapping
from ..subjects import EnvironmentSubject, JobSubject, Pipeline

RULE = Rule("PC636", "endless-approval", "hint")


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a hint at a job's approval that holds up later runs for as long as nobody gives it."""
    yield from _endless(job.pipeline, job.body)


def check_environment(environment: EnvironmentSubject) -> Iterator[Diagnostic]:
    """Yield a hint at an environment's approval, where the pipeline deploys there."""
    pipeline, name = environment.pipeline, environment.environment.name
    deployed = (job.job.deploy for job in pipeline.jobs)
    if any(deploy is not None and deploy.environment == name for deploy in deployed):
        yield from _endless(pipeline, environment.declaration.body)


def _endless(pipeline: Pipeline, body: Mapping) -> Iterator[Diagnostic]:
    concurrency, entry = pipeline.checked.concurrency, body.entry("approval")
    if concurrency is None or concurrency.limit > 1 or concurrency.cancel_in_progress or entry is None:
        return
    if not isinstance(entry.value, Mapping) or entry.value.get("timeout") is not None:
        return
    source = pipeline.source(entry.value)
    edit = None if source is None else add_key(entry.value, "timeout", "1d", source)
    yield RULE.at(
        entry.key.span,
        f"as long as nobody approves, no later run of the group `{concurrency.group}` begins",
        label="waits for ever",
        related=(Label(concurrency.origin, "one run at a time"),),
        help="give the approval a `timeout`",
        fix=None if edit is None else Fix("write `timeout: 1d`", safe=False, edits=(edit,)),
    )
