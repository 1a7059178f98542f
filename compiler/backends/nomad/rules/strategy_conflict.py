"""A component is deployed to one environment by two strategies.

Nomad keeps a component's strategy in its job: how many canaries it has and how many instances are replaced at a time.
There is one such job in each environment, so all deployment jobs to it have to agree.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
  again:
    depends_on: [release]
    deploy: {environment: production, strategy: {type: rolling, max_unavailable: 1}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
environments:
  production: {runner: nomad}
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
  again:
    depends_on: [release]
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ports: [{name: http, container: 8080}]
environments:
  production: {runner: nomad}
```

## Fix

None: use one strategy for the component in this environment.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.release import Deploy
from ..update import Placement

RULE = Rule("PC724", "strategy-conflict", "error")


def two_strategies(placement: Placement, deploy: Deploy) -> Diagnostic:
    """Say that another deployment job wants another strategy."""
    first = placement.deploys[0]
    return RULE.at(
        deploy.strategy.origin,
        f"`{placement.component.name}` goes to `{placement.environment.name}` by `{deploy.strategy.type}` here and "
        "otherwise by another deployment",
        label="another strategy",
        related=(Label(first.strategy.origin, "the first strategy"),),
        help="use the same strategy in both",
    )
