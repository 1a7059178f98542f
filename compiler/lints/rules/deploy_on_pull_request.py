"""A pull request does not deploy what everybody uses.

Where a pipeline starts on pushes and on pull requests, a deployment without a condition runs for both: whoever opens a
pull request deploys its unreviewed state. Nothing is said where the job or one that it waits for has a `conditional`,
where people approve the job or the environment, where pull requests are the only trigger, where the environment's
name says that it is for previews, and where no `triggers` are written.

## Bad

```yaml
version: 1
name: shop
triggers: [push, pull_request]
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
triggers: [push, pull_request]
jobs:
  release:
    conditional: trigger.event != 'pull_request'
    deploy: {environment: live, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  live: {runner: compose}
```

## Fix

Unsafe: the job gets a condition that leaves pull requests out.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Fix, Label, Rule
from ...frontend.patches import add_key
from ..previews import is_for_previews
from ..subjects import DeploymentSubject

RULE = Rule("PC640", "deploy-on-pull-request", "warning")

_CONDITION: Final = "trigger.event != 'pull_request'"


def check_deployment(deployment: DeploymentSubject) -> Iterator[Diagnostic]:
    """Yield a warning at a deployment that every pull request starts."""
    job, pipeline = deployment.job, deployment.job.pipeline
    if pipeline.body.get("triggers") is None or _is_guarded(deployment):
        return
    triggers = pipeline.checked.triggers
    trigger = next((each for each in triggers if each.event == "pull_request"), None)
    if trigger is None or all(each.event in {"pull_request", "manual"} for each in triggers):
        return
    source = pipeline.source(job.declaration.name)
    edit = None if source is None else add_key(job.body, "conditional", _CONDITION, source)
    yield RULE.at(
        job.key("deploy"),
        f"every pull request deploys to `{deployment.environment.name}`",
        label="deploys what nobody has reviewed",
        related=(Label(trigger.origin, "starts the pipeline"),),
        help=f"add `conditional: {_CONDITION}`, or let people approve the deployment",
        fix=None if edit is None else Fix("leave pull requests out", safe=False, edits=(edit,)),
    )


def _is_guarded(deployment: DeploymentSubject) -> bool:
    job, environment = deployment.job, deployment.environment
    if environment.approval is not None or is_for_previews(environment.name):
        return True
    pipeline = job.pipeline
    names = (job.name, *pipeline.context.ancestry.of(job.name))
    bodies = (pipeline.document.jobs[name].body for name in names)
    return any(body.get("conditional") is not None or body.get("approval") is not None for body in bodies)
