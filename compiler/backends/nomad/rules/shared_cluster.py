"""Two environments cannot share one namespace of one Nomad cluster.

A component's job is named after the pipeline and the component. In one namespace of one cluster the job of the second
environment would replace that of the first.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: staging, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}
environments:
  staging: {runner: nomad}
  production: {runner: nomad}
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: staging, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}
environments:
  staging: {runner: nomad, target: {namespace: staging}}
  production: {runner: nomad, target: {namespace: production}}
```

## Fix

None: give each environment its own `namespace`, `region` or `address` under `target`.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.release import Environment

RULE = Rule("PC717", "shared-cluster", "error")


def same_place(environment: Environment, other: Environment) -> Diagnostic:
    """Say that both environments' jobs have the same ids in the same place."""
    return RULE.at(
        environment.origin,
        f"environments `{other.name}` and `{environment.name}` are the same namespace of the same Nomad cluster",
        label="would replace the jobs of the other",
        related=(Label(other.origin, f"`{other.name}` is defined here"),),
        help="give each its own `target.namespace`, `target.region` or `target.address`",
    )
