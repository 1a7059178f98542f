"""What a deployment may take fits into the time of its job.

A job ends with its `timeout`, whatever it is doing. A rolling deployment gives each batch `health_check_timeout` to
become healthy and the old instances `drain_timeout` to finish; with many batches this adds up. A rollout that keeps
every limit of its strategy is then cut off halfway, one part of the instances new, the other old. The time that people
take for approvals does not count.

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
    replicas: 12
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
    timeout: 1h25m
    deploy:
      environment: live
      strategy: {type: rolling}
components:
  web:
    image: registry.example/web:1.4
    replicas: 12
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http}
environments:
  live: {runner: compose, router: haproxy}
```

## Fix

Unsafe: the job gets a `timeout` with room for all that the strategy allows, where the pipeline's own leaves it.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ...frontend.patches import add_key
from ...frontend.tree import Scalar
from ...frontend.units import format_duration
from ...ir.release import BlueGreen, Canary, Rolling
from ..subjects import DeploymentSubject

RULE = Rule("PC630", "deployment-limits", "hint")

_ROUND = 300


def check_deployment(deployment: DeploymentSubject) -> Iterator[Diagnostic]:
    """Yield a hint where the limits of a strategy add up to more than its job's timeout."""
    job = deployment.job
    timeout, needed = job.job.timeout, _longest(deployment)
    if needed <= timeout:
        return
    yield RULE.at(
        job.key("timeout") if job.body.get("timeout") is not None else job.key("deploy"),
        f"a deployment that keeps every limit of its strategy may take {format_duration(needed)}, "
        f"but job `{job.name}` has {format_duration(timeout)}",
        label="cut off halfway",
        help=f"give the job a `timeout` of {format_duration(_rounded(needed))}, or lower {_limits(deployment)}",
        fix=_fix(deployment, _rounded(needed)),
    )


def _longest(deployment: DeploymentSubject) -> int:
    """Return the seconds that a deployment takes at most when nothing in it exceeds its own limit."""
    strategy, monitor = deployment.deploy.strategy, deployment.deploy.monitor
    if isinstance(strategy, Rolling):
        replicas = max((item.replicas for item in deployment.components), default=1)
        batches = -(-replicas // strategy.batch_size)
        return batches * (strategy.health_check_timeout + strategy.drain_timeout) + monitor
    if isinstance(strategy, Canary):
        return sum(stage.duration for stage in strategy.stages) + strategy.drain_timeout + monitor
    if isinstance(strategy, BlueGreen):
        return max(strategy.monitor, monitor) + strategy.drain_timeout
    return monitor


def _limits(deployment: DeploymentSubject) -> str:
    strategy = deployment.deploy.strategy
    if isinstance(strategy, Rolling):
        return "`health_check_timeout` and `drain_timeout`"
    return "the stages and `drain_timeout`" if isinstance(strategy, Canary) else "`monitor` and `drain_timeout`"


def _rounded(seconds: int) -> int:
    return -(-seconds // _ROUND) * _ROUND


def _fix(deployment: DeploymentSubject, seconds: int) -> Fix | None:
    job = deployment.job
    source, written = job.pipeline.source(job.declaration.name), job.body.get("timeout")
    if source is None or seconds > job.pipeline.checked.timeout:
        return None
    text = format_duration(seconds)
    if written is None:
        edit = add_key(job.body, "timeout", text, source)
    elif isinstance(written, Scalar) and written.used is None and "${" not in written.text:
        edit = Edit(written.span, text)
    else:
        return None
    return None if edit is None else Fix(f"write `timeout: {text}`", safe=False, edits=(edit,))
