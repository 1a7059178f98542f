"""A service's variables on Compose are known before the pipeline runs.

A service starts as its image says, with no program of ours before it that could compute a value. Constants and
secrets are fine; outputs, parameters bound at run and `CI_*` are not.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  test:
    services:
      db:
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        environment: {RUN: '${CI_PIPELINE_NUMBER}'}
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
        environment: {RUN: fixed}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: give the service a constant, or let a step tell it the value once it is up.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Service
from ....ir.values import Variable

RULE = Rule("PC740", "run-time-value-in-service", "error")


def run_time_value(service: Service, variable: Variable) -> Diagnostic:
    """Return the problem of a service's variable that only a run knows."""
    return RULE.at(
        variable.origin if variable.origin.path else service.origin,
        f"variable `{variable.name}` of service `{service.name}` is known only when the pipeline runs",
        label="not known when Compose starts the service",
        help="use a constant or a secret, or bind the parameter with `bind: compile`",
    )
