"""Nobody can ask this service whether it is healthy.

Nomad starts the steps as soon as a service's process runs. So a task asks the service until it is healthy: from
outside, by `http` or `tcp`, and with `pipec`, so that the profile has to name an image that holds it.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  test:
    checkout: false
    services:
      db:
        image: registry.example/postgres@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        ports: [5432]
        health_check: {type: command, command: [pg_isready]}
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
    services:
      db:
        image: registry.example/postgres@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        ports: [5432]
    steps:
      - name: unit
        script: make test
```

## Fix

Unsafe: `health_check` is added to `allow_degraded`; the steps do not wait for the service then. Else use an `http` or
`tcp` check and set `pipec_image` in `[targets.nomad]`, or wait in a step.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Service
from ....ir.values import HealthCheck

RULE = Rule("PC723", "service-health", "error")


def cannot_ask(service: Service, check: HealthCheck) -> Diagnostic:
    """Say what is missing for the check: a way in, or an image that asks."""
    command = check.type == "command"
    why = "runs a command inside it" if command else "needs an image that holds `pipec`, and the profile names none"
    repair = "use a `tcp` or `http` check" if command else "set `pipec_image` in `[targets.nomad]` of `.pipec.toml`"
    return RULE.at(
        check.origin,
        f"the health check of service `{service.name}` {why}",
        label="cannot be asked on Nomad",
        help=f"{repair}, or allow that nothing waits for it by `allow_degraded: [health_check]`",
    )
