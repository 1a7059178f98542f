"""A value that only a run knows cannot stand in this environment on Nomad.

A component's job is registered once and lives on; no run is there when an instance starts again. A sidecar of a job
can take a run's value as it is (`${params.region}`), but nothing computes an expression for it.

## Bad

```yaml target=nomad
version: 1
name: shop
params: {region: {type: string, default: eu, bind: run}}
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    environment: {REGION: "${{ params.region }}"}
environments:
  production: {runner: nomad}
```

## Good

```yaml target=nomad
version: 1
name: shop
params: {region: {type: string, default: eu}}
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    environment: {REGION: "${{ params.region }}"}
environments:
  production: {runner: nomad}
```

## Fix

None: bind the parameter at compile time, or compute the value in a step.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Service
from ....ir.release import Component
from ....ir.values import Variable

RULE = Rule("PC719", "nomad-run-time-value", "error")


def in_component(component: Component, variable: Variable) -> Diagnostic:
    """Say that a component's variable needs a run."""
    return RULE.at(
        variable.origin,
        f"`{variable.name}` of `{component.name}` is known only while a pipeline runs, and a component lives on",
        label="a run-time value",
        help="use a parameter that is bound at compile time, or a secret of the environment",
    )


def in_sidecar(service: Service, variable: Variable) -> Diagnostic:
    """Say that a sidecar's variable would need an expression to be computed."""
    return RULE.at(
        variable.origin,
        f"`{variable.name}` of service `{service.name}` is an expression that Nomad cannot compute",
        label="computed at run time",
        help="use a plain reference such as `${params.NAME}`, or a constant",
    )
