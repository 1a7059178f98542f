"""An approval that holds something up does not wait for ever.

While people are asked every clock stands, that of the job's `timeout` too. An approval without a `timeout` of its own
that nobody gives (people are away, the run is forgotten) ends never. It matters in two places. A run keeps its place in
its `concurrency` group, so that all later runs wait; where newer runs cancel older ones, or several may run at once,
nothing is said. And a deployment that has begun stays where it is: between two stages of a canary, or before the switch
of a blue-green deployment, two versions are kept running.

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

Unsafe: the approval gets a `timeout` of a day; then the job fails, and the next run begins.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Fix, Label, Rule
from ...frontend.patches import add_key
from ...frontend.tree import Entry, Mapping, Sequence
from ..subjects import DeploymentSubject, EnvironmentSubject, JobSubject, Pipeline

RULE = Rule("PC636", "endless-approval", "hint")


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a hint at a job's approval that holds up later runs for as long as nobody gives it."""
    yield from _of_group(job.pipeline, job.body)


def check_environment(environment: EnvironmentSubject) -> Iterator[Diagnostic]:
    """Yield a hint at an environment's approval, where the pipeline deploys there."""
    pipeline, name = environment.pipeline, environment.environment.name
    deployed = (job.job.deploy for job in pipeline.jobs)
    if any(deploy is not None and deploy.environment == name for deploy in deployed):
        yield from _of_group(pipeline, environment.declaration.body)


def check_deployment(deployment: DeploymentSubject) -> Iterator[Diagnostic]:
    """Yield a hint at each approval for which a deployment stops after it has begun."""
    strategy = deployment.body.get("strategy")
    if not isinstance(strategy, Mapping):
        return
    stages = strategy.get("stages")
    later = stages.items[1:] if isinstance(stages, Sequence) else ()
    message = f"as long as nobody approves, environment `{deployment.environment.name}` keeps two versions running"
    for body, key in ((strategy, "switch_approval"), *((stage, "approval") for stage in later)):
        entry = body.entry(key) if isinstance(body, Mapping) else None
        if entry is not None:
            yield from _endless(deployment.job.pipeline, entry, message)


def _of_group(pipeline: Pipeline, body: Mapping) -> Iterator[Diagnostic]:
    concurrency, entry = pipeline.checked.concurrency, body.entry("approval")
    if concurrency is None or concurrency.limit > 1 or concurrency.cancel_in_progress or entry is None:
        return
    message = f"as long as nobody approves, no later run of the group `{concurrency.group}` begins"
    yield from _endless(pipeline, entry, message, Label(concurrency.origin, "one run at a time"))


def _endless(pipeline: Pipeline, entry: Entry, message: str, *related: Label) -> Iterator[Diagnostic]:
    if not isinstance(entry.value, Mapping) or entry.value.get("timeout") is not None:
        return
    source = pipeline.source(entry.value)
    edit = None if source is None else add_key(entry.value, "timeout", "1d", source)
    yield RULE.at(
        entry.key.span,
        message,
        label="waits for ever",
        related=related,
        help="give the approval a `timeout`",
        fix=None if edit is None else Fix("write `timeout: 1d`", safe=False, edits=(edit,)),
    )
