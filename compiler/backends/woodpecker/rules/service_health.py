"""Waiting for a service's health needs an image that holds `pipec`.

Woodpecker starts services and does not look after them. A step in the image that the profile names waits for an
`http` or `tcp` check before the job's own steps begin. A `command` check would have to run inside the service, which
no step can.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    services:
      db:
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        ports: [5432]
        health_check: {type: tcp, port: 5432}
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
    services:
      db:
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        ports: [5432]
        health_check: {type: tcp, port: 5432}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

```toml
[targets.woodpecker]
pipec_image = "registry.example/pipec@sha256:2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f"
```

## Fix

Unsafe: `health_check` is added to `allow_degraded`; the steps do not wait for the service then. Else name the image, or
check over the network.
"""

from ....diagnostics import NOWHERE, Diagnostic, Rule
from ....ir.job import Job, Service

RULE = Rule("PC761", "woodpecker-service-health", "error")


def unchecked(job: Job, service: Service, reason: str) -> Diagnostic:
    """Say why nothing waits for `service`."""
    check = service.health_check
    return RULE.at(
        check.origin if check is not None and check.origin != NOWHERE else service.origin,
        f"steps of job `{job.name}` cannot wait for service `{service.name}`: {reason}",
        label="nobody waits for this",
        help='use an `http` or `tcp` check, and set `pipec_image = "REPOSITORY@sha256:…"` in `[targets.woodpecker]`',
    )
