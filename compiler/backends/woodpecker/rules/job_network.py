"""A workflow's network is Woodpecker's own.

All steps and services of a workflow share a network that the agent makes for it. It can be neither taken away nor
replaced by the host's without an administrator's trust in the whole repository.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    network: none
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

Unsafe: `network` is added to `allow_degraded`; the job gets the agent's network then.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC756", "woodpecker-network", "error")


def other_network(job: Job) -> Diagnostic:
    """Say that the job gets the network that all workflows have."""
    return RULE.at(
        job.origin,
        f"job `{job.name}` asks for `network: {job.network}`, and Woodpecker gives every workflow a network of its own",
        label="has a network of its own",
        help="run the job elsewhere, or list `network` in `allow_degraded`",
    )
