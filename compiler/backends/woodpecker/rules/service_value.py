"""A service's variable is a constant or a whole secret.

No program stands before a service that could put a value together: Woodpecker sets its variables, from constants and
from secrets alone.

## Bad

```yaml target=woodpecker
version: 1
name: shop
triggers: [push]
jobs:
  test:
    secrets: [db]
    services:
      db:
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        ports: [5432]
        environment: {PASSWORD: "x-${secrets.db}"}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=woodpecker
version: 1
name: shop
triggers: [push]
jobs:
  test:
    secrets: [db]
    services:
      db:
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        ports: [5432]
        environment: {PASSWORD: "${secrets.db}"}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: keep the whole value in one secret.
"""

from ....diagnostics import NOWHERE, Diagnostic, Rule
from ....ir.job import Job, Service
from ....ir.values import Variable

RULE = Rule("PC762", "woodpecker-service-value", "error")


def assembled_value(job: Job, service: Service, variable: Variable) -> Diagnostic:
    """Say that `variable` of `service` cannot be put together."""
    return RULE.at(
        variable.origin if variable.origin != NOWHERE else service.origin,
        f"variable `{variable.name}` of service `{service.name}` in job `{job.name}` is put together at run time",
        label="neither a constant nor a whole secret",
        help="keep the whole value in one secret, or compute it in a step",
    )
