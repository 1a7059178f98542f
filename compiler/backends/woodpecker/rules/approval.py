"""Woodpecker has no approval of single jobs.

It can hold back a whole pipeline until somebody lets it go, as a setting of the repository, but nothing between two
of its jobs. A deployment can still ask: the `approval` of its environment is waited for by `pipec deploy`.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    approval: {approvers: [ada]}
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
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

Unsafe: `approval` is added to `allow_degraded`; nobody is asked then. Else move the approval to the environment that is
deployed to.
"""

from ....diagnostics import NOWHERE, Diagnostic, Rule
from ....ir.job import Job
from ....ir.values import Approval

RULE = Rule("PC752", "woodpecker-approval", "error")


def approval_of_job(job: Job, approval: Approval) -> Diagnostic:
    """Say that nobody can be asked before `job`."""
    return RULE.at(
        approval.origin if approval.origin != NOWHERE else job.origin,
        f"job `{job.name}` waits for an `approval`, which Woodpecker cannot ask for between jobs",
        label="nobody is asked",
        help="put the `approval` on the environment that is deployed to, or list `approval` in `allow_degraded`",
    )
