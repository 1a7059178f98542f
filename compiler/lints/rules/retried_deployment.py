"""A deployment that failed is looked at before it is tried again.

A deployment fails because the new version is not healthy, and is rolled back. Starting it again rolls the same version
out to the same end, and its users meet the same errors once more. Nothing is said where `retry_on` keeps retries to
failures of the machines: `infrastructure`, `dependency`, `resource`.

## Bad

```yaml
version: 1
name: shop
retry_policy: {max_attempts: 3}
jobs:
  release:
    deploy: {environment: live, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  live: {runner: compose}
```

## Good

```yaml
version: 1
name: shop
retry_policy: {max_attempts: 3}
jobs:
  release:
    retry_count: 0
    deploy: {environment: live, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  live: {runner: compose}
```

## Fix

Unsafe: the deployment gets `retry_count: 0`.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule
from ...frontend.patches import add_key
from ...frontend.tree import Mapping, Scalar
from ..subjects import DeploymentSubject

RULE = Rule("PC635", "retried-deployment", "hint")


def check_deployment(deployment: DeploymentSubject) -> Iterator[Diagnostic]:
    """Yield a hint at a deployment that starts again after any failure."""
    job = deployment.job
    retry, policy = job.job.retry, job.pipeline.body.get("retry_policy")
    if retry.max_attempts < 2 or not {"code", "timeout"} & set(retry.retry_on):
        return
    own = job.body.get("retry_count") is not None
    attempts = policy.entry("max_attempts") if isinstance(policy, Mapping) else None
    yield RULE.at(
        job.key("retry_count" if own else "deploy"),
        f"job `{job.name}` deploys up to {retry.max_attempts} times, also when the new version is not healthy",
        label="tried again",
        related=() if own or attempts is None else (Label(attempts.key.span, "by this policy"),),
        help="write `retry_count: 0` for the deployment, or keep `retry_on` to failures of the machines",
        fix=_fix(deployment),
    )


def _fix(deployment: DeploymentSubject) -> Fix | None:
    job = deployment.job
    written, source = job.body.get("retry_count"), job.pipeline.source(job.declaration.name)
    if source is None:
        return None
    if written is None:
        edit = add_key(job.body, "retry_count", "0", source)
    else:
        edit = Edit(written.span, "0") if isinstance(written, Scalar) and written.used is None else None
    return None if edit is None else Fix("write `retry_count: 0`", safe=False, edits=(edit,))
