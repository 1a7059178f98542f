"""A pull request runs a pipeline whose secrets it may have.

Woodpecker gives a secret only to the events that are ticked where it is kept, and `pull_request` is not among those of
a new one. It looks for all secrets of all workflows before anything starts: one that is not allowed fails the whole
run, even where the job's `conditional` would have skipped it. To allow it gives it to whoever opens a pull request.

## Bad

```yaml target=woodpecker
version: 1
name: shop
triggers: [push, pull_request]
jobs:
  publish:
    secrets: [TOKEN]
    steps:
      - name: publish
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        environment: {TOKEN: "${secrets.TOKEN}"}
        script: make publish
```

## Good

```yaml target=woodpecker
version: 1
name: shop
triggers: [push]
jobs:
  publish:
    secrets: [TOKEN]
    steps:
      - name: publish
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        environment: {TOKEN: "${secrets.TOKEN}"}
        script: make publish
```

## Fix

None: put what needs the secret into a pipeline of its own, or allow the secret for pull requests and ignore this.
"""

from ....diagnostics import NOWHERE, Diagnostic, Label, Rule
from ....ir.job import Job
from ....ir.plan import Trigger

RULE = Rule("PC764", "woodpecker-secret-event", "hint")


def refused_run(job: Job, secret: str, trigger: Trigger) -> Diagnostic:
    """Say that a pull request fails because of `secret`, which `job` reads, unless it is allowed for it."""
    return RULE.at(
        job.origin,
        f"a pull request fails as a whole unless the secret `{secret}` of job `{job.name}` is allowed for it",
        label=f"reads `{secret}`",
        related=() if trigger.origin == NOWHERE else (Label(trigger.origin, "starts the pipeline"),),
        help="name `triggers` without `pull_request`, or allow the secret for that event where it is kept",
    )
