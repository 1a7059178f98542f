"""A rolling deployment leaves instances that answer.

With `max_unavailable` as high as the number of a component's replicas all of them may be down at the same time, which
is what rolling deployments are there to avoid. Nothing is said of a component with one instance: there it cannot be
otherwise without a router.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    deploy:
      environment: live
      strategy: {type: rolling, batch_size: 3, max_unavailable: 3}
components:
  web:
    image: registry.example/web:1.4
    replicas: 3
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http}
environments:
  live: {runner: nomad}
```

## Good

```yaml
version: 1
name: shop
jobs:
  release:
    deploy:
      environment: live
      strategy: {type: rolling, batch_size: 1, max_unavailable: 1}
components:
  web:
    image: registry.example/web:1.4
    replicas: 3
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http}
environments:
  live: {runner: nomad}
```

## Fix

Unsafe: one instance is replaced at a time; the deployment takes longer.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule
from ...frontend.tree import Mapping, Node, Scalar
from ...ir.release import Rolling
from ..subjects import DeploymentSubject

RULE = Rule("PC633", "outage-by-batch", "warning")


def check_deployment(deployment: DeploymentSubject) -> Iterator[Diagnostic]:
    """Yield a warning where all instances of a component may be down at once."""
    strategy, written = deployment.deploy.strategy, deployment.body.get("strategy")
    limit = written.get("max_unavailable") if isinstance(written, Mapping) else None
    if not isinstance(strategy, Rolling) or not isinstance(written, Mapping) or not isinstance(limit, Scalar):
        return
    for component in deployment.components:
        if 1 < component.replicas <= strategy.max_unavailable:
            yield RULE.at(
                limit.span,
                f"{_all(component.replicas)} instances of `{component.name}` may be down at the same time",
                label=f"as many as `{component.name}` has",
                related=(Label(component.origin, f"{component.replicas} instances"),),
                help=f"lower `max_unavailable` below {component.replicas}, and `batch_size` with it",
                fix=_fix(limit, written.get("batch_size")),
            )
            return


def _all(count: int) -> str:
    return "both" if count == 2 else f"all {count}"


def _fix(limit: Scalar, batch: Node | None) -> Fix | None:
    """Return the fix that writes 1 for both; an unwritten `batch_size` is 1, and `max_unavailable` not above it."""
    nodes = [limit, batch] if batch is not None else [limit]
    if not all(isinstance(node, Scalar) and node.text.isdecimal() and node.used is None for node in nodes):
        return None
    edits = tuple(Edit(node.span, "1") for node in nodes)
    return Fix("replace one instance at a time", safe=False, edits=edits)
