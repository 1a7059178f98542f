"""A deployment that has begun is not cancelled.

`cancel_in_progress` stops a run as soon as a newer one of its group starts. For tests this saves time; a deployment is
killed between two steps, with one part of the instances new and the other old, and the newer run begins upon that.
Without it the newer run waits for its turn. Nothing is said where all that is deployed are previews, by the names of
the environments.

## Bad

```yaml
version: 1
name: shop
concurrency: {group: shop, cancel_in_progress: true}
jobs:
  release:
    deploy: {environment: live, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  live: {runner: compose}
```

## Good

```yaml
version: 1
name: shop
concurrency: {group: shop}
jobs:
  release:
    deploy: {environment: live, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  live: {runner: compose}
```

## Fix

Unsafe: `cancel_in_progress` is removed; newer runs wait, those of the tests too.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label, Rule
from ...frontend.removals import remove_key
from ...frontend.tree import Mapping
from ..previews import is_for_previews
from ..subjects import JobSubject, Pipeline

RULE = Rule("PC634", "cancelled-deployment", "warning")


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a warning where newer runs cancel a run that deploys."""
    concurrency, written = pipeline.checked.concurrency, pipeline.body.get("concurrency")
    if concurrency is None or not concurrency.cancel_in_progress or not isinstance(written, Mapping):
        return
    job = next((job for job in pipeline.jobs if _deploys_for_good(job)), None)
    entry = written.entry("cancel_in_progress")
    if job is None or entry is None:
        return
    source = pipeline.source(entry.key)
    yield RULE.at(
        entry.key.span,
        f"a newer run kills the deployment of job `{job.name}` halfway",
        label="stops what has begun",
        related=(Label(job.key("deploy"), "deploys"),),
        help="remove `cancel_in_progress`, or deploy in a pipeline of its own",
        fix=remove_key(written, "cancel_in_progress", source, title="remove `cancel_in_progress`", safe=False),
    )


def _deploys_for_good(job: JobSubject) -> bool:
    deploy = job.job.deploy
    return deploy is not None and not is_for_previews(deploy.environment)
