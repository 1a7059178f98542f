"""A job that Compose runs cannot wait for people.

Compose starts a service when those before it have ended, and knows no one whom it could ask.
A deployment's approval is no matter of this rule: `pipec deploy` waits for it.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  test:
    approval: {required: 1}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=compose
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

Unsafe: `approval` is added to `allow_degraded`; nobody is asked then. Else run the job with `pipec run`, which waits,
or ask for the approval of the deployment that follows.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC731", "approval-on-compose", "error")


def approval_of_job(job: Job) -> Diagnostic:
    """Return the problem of a job that waits for an approval."""
    return RULE.at(
        job.approval.origin if job.approval and job.approval.origin.path else job.origin,
        f"job `{job.name}` needs an approval, for which Compose cannot wait",
        label="waits for people",
        help="use the approval of the environment that is deployed to, or add `allow_degraded: [approval]` to the job",
    )
