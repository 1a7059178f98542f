"""This job cannot be cut off from the network on Nomad.

A step without an image is a process of the node. It shares the node's network, as the job's own services would
have to share one with steps that are to have none.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  test:
    checkout: false
    network: none
    steps:
      - name: unit
        script: make test
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  test:
    checkout: false
    network: none
    steps:
      - name: unit
        image: registry.example/tools@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        script: make test
```

## Fix

Unsafe: `network` is added to `allow_degraded`; the job reaches the network then. Else give its steps an image, and it
no services.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC721", "network-isolation", "error")


def on_host(job: Job) -> Diagnostic:
    """Say that a process of the node has the node's network."""
    return _isolated(job, "has a step without an image, which runs in the node's network", "give each step an `image`")


def with_services(job: Job) -> Diagnostic:
    """Say that steps without a network cannot reach the services."""
    return _isolated(job, "has services, which its steps could not reach", "leave out the services")


def _isolated(job: Job, why: str, repair: str) -> Diagnostic:
    return RULE.at(
        job.origin,
        f"`network: none` cannot hold on Nomad: `{job.name}` {why}",
        label="not isolated",
        help=f"{repair}, or allow it by `allow_degraded: [network]`",
    )
