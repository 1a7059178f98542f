"""A job that has services needs the network that they are on.

Services are reached by name over the project's network. With `network: none` a step has no network at all, with
`network: host` it is on the machine's, where those names mean nothing.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  test:
    network: host
    services:
      db:
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        ports: [5432]
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
    services:
      db:
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        ports: [5432]
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

Unsafe: `services` is added to `allow_degraded`; the steps do not reach the services then.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC736", "services-without-network", "error")


def services_without_network(job: Job) -> Diagnostic:
    """Return the problem of a job with services whose network is not the default."""
    return RULE.at(
        job.origin,
        f"job `{job.name}` has services and `network: {job.network}`, so that its steps cannot reach them",
        label="cannot reach its services",
        help="leave out `network`, or the services, or add `allow_degraded: [services]` to the job",
    )
