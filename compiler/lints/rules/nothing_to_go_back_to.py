"""A gradual deployment can go back.

A canary that fails under `rollback_on_failure: false` leaves the bad version where it is, with its share of the
traffic, until somebody comes. A blue-green deployment with `keep_old: 0s` stops the old colour at the switch: what
would make going back a matter of seconds is gone when it is wanted. Where people approve the deployment, its
switch or one of its stages, somebody watches, and nothing is said.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    deploy:
      environment: live
      strategy: {type: blue-green, keep_old: 0s, monitor: 0s}
components:
  web:
    image: registry.example/web:1.4
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http}
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
      strategy: {type: blue-green, keep_old: 30m}
components:
  web:
    image: registry.example/web:1.4
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http}
environments:
  live: {runner: compose, router: haproxy}
```

## Fix

Unsafe: the key is removed, so that the default holds: the old colour stays for an hour, a failure rolls back.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Rule
from ...frontend.removals import remove_key
from ...frontend.tree import Mapping
from ...ir.release import BlueGreen, Canary
from ..subjects import DeploymentSubject

RULE = Rule("PC632", "nothing-to-go-back-to", "hint")


def check_deployment(deployment: DeploymentSubject) -> Iterator[Diagnostic]:
    """Yield a hint where a deployment gives away its way back."""
    strategy, written = deployment.deploy.strategy, deployment.body.get("strategy")
    if _is_approved(deployment) or not isinstance(written, Mapping):
        return
    if isinstance(strategy, BlueGreen) and strategy.keep_old == 0 and written.get("keep_old") is not None:
        yield _told(
            deployment,
            written,
            "keep_old",
            "the old colour is stopped at the switch: there is nothing to go back to",
            "keep the old colour for as long as a mistake may take to show, such as `keep_old: 1h`",
        )
    if isinstance(strategy, Canary) and not deployment.deploy.rollback_on_failure:
        yield _told(
            deployment,
            deployment.body,
            "rollback_on_failure",
            "a canary that fails keeps its share of the traffic: nothing takes it back",
            "remove `rollback_on_failure: false`, or let people approve a stage",
        )


def _is_approved(deployment: DeploymentSubject) -> bool:
    strategy = deployment.deploy.strategy
    approvals = [deployment.job.job.approval, deployment.environment.approval]
    if isinstance(strategy, BlueGreen):
        approvals.append(strategy.switch_approval)
    if isinstance(strategy, Canary):
        approvals += [stage.approval for stage in strategy.stages]
    return any(approval is not None for approval in approvals)


def _told(deployment: DeploymentSubject, mapping: Mapping, key: str, message: str, advice: str) -> Diagnostic:
    entry = mapping.entry(key)
    span = deployment.job.key("deploy") if entry is None else entry.key.span
    source = deployment.job.pipeline.source(mapping)
    fix = remove_key(mapping, key, source, title=f"remove `{key}`", safe=False)
    return RULE.at(span, message, label="no way back", help=advice, fix=fix)
