"""A gradual deployment has something to decide by.

A rolling, blue-green or canary deployment goes on while the new version is healthy, and goes back when it is not.
Where a component has no `health_check`, its process being there counts as health: a version that answers every request
with an error is rolled out to the end. A smoke test, an analysis, an approval between the steps decide as well, so
nothing is said of them.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    deploy:
      environment: live
      strategy: {type: rolling}
components:
  web:
    image: registry.example/web:1.4
    ports: [{name: http, container: 8080}]
environments:
  live: {runner: compose, router: haproxy}
```

## Good

```yaml
version: 1
name: shop
jobs:
  release:
    deploy:
      environment: live
      strategy: {type: rolling}
components:
  web:
    image: registry.example/web:1.4
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http, path: /healthy}
environments:
  live: {runner: compose, router: haproxy}
```

## Fix

Unsafe: a component with a port gets a check that something listens there; one that asks for an answer is better.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Fix, Label, Rule, Span
from ...frontend.patches import add_key
from ...frontend.tree import Mapping
from ...ir.release import BlueGreen, Canary, Component, Rolling, Strategy
from ..subjects import DeploymentSubject, Pipeline, deployments

RULE = Rule("PC631", "unwatched-rollout", "warning")


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a warning for each component that is rolled out gradually and watched by nothing."""
    if not pipeline.document.components:
        return
    told: set[str] = set()
    for deployment in deployments(pipeline):
        if _is_watched(deployment.deploy.strategy):
            continue
        for component in deployment.components:
            if component.health_check is None and component.name not in told:
                told.add(component.name)
                yield _told(deployment, component)


def _is_watched(strategy: Strategy) -> bool:
    if isinstance(strategy, Rolling):
        return False
    if isinstance(strategy, BlueGreen):
        return strategy.smoke_test is not None or strategy.switch_approval is not None
    if isinstance(strategy, Canary):
        return bool(strategy.analysis) or any(stage.approval is not None for stage in strategy.stages)
    return True


def _told(deployment: DeploymentSubject, component: Component) -> Diagnostic:
    kind = deployment.deploy.strategy.type
    return RULE.at(
        component.origin,
        f"component `{component.name}` has no health check: the {kind} deployment has nothing to decide by",
        label="nothing tells whether it is healthy",
        related=(Label(_strategy(deployment), f"deployed to `{deployment.environment.name}` this way"),),
        help="add a `health_check`: `http` wants an answer, `tcp` somebody who listens, `command` runs a program",
        fix=_fix(deployment, component),
    )


def _strategy(deployment: DeploymentSubject) -> Span:
    strategy = deployment.body.get("strategy")
    kind = strategy.get("type") if isinstance(strategy, Mapping) else None
    return deployment.job.key("deploy") if kind is None else kind.span


def _fix(deployment: DeploymentSubject, component: Component) -> Fix | None:
    pipeline = deployment.job.pipeline
    declaration = pipeline.document.components[component.name]
    source = pipeline.source(declaration.name)
    if source is None or not component.ports:
        return None
    check = f"{{type: tcp, port: {component.ports[0].name}}}"
    edit = add_key(declaration.body, "health_check", check, source)
    return None if edit is None else Fix(f"add `health_check: {check}`", safe=False, edits=(edit,))
