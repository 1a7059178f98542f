"""A deployment to an environment that wants an approval has one.

`approval` in the `[policy]` of `.pipec.toml` names environments, by patterns, to which nothing is deployed unless
people agree. The approval is the environment's own, or that of every job which deploys there.

## Bad

```toml
[policy]
approval = ["prod*"]
```

```yaml
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  production: {runner: compose}
```

## Good

```toml
[policy]
approval = ["prod*"]
```

```yaml
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  production: {runner: compose, approval: {approvers: [anna, ben]}}
```

## Fix

Unsafe: the environment gets an approval that anybody may give; who may has to be added.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Fix, Label, Rule
from ...frontend.patches import add_key
from ...frontend.patterns import matches_name
from ..subjects import EnvironmentSubject, JobSubject

RULE = Rule("PC883", "approval-required", "error")


def check_environment(subject: EnvironmentSubject) -> Iterator[Diagnostic]:
    """Yield an error where nobody is asked before a deployment to an environment that wants it."""
    policy, environment = subject.pipeline.policy, subject.environment
    patterns = policy.approval if policy is not None else ()
    entry = next((entry for entry in patterns if matches_name(entry.text, environment.name)), None)
    if entry is None or environment.approval is not None:
        return
    jobs = [job for job in subject.pipeline.jobs if _deploys_to(job, environment.name)]
    unasked = [job for job in jobs if any(instance.approval is None for instance, _ in job.checked.instances)]
    if jobs and not unasked:
        return
    source = subject.pipeline.source(subject.declaration.name)
    edit = None if source is None else add_key(subject.declaration.body, "approval", "{required: 1}", source)
    yield RULE.at(
        environment.origin,
        f"nobody approves deployments to `{environment.name}`, which the policy requires",
        label="no `approval`",
        related=(Label(entry.span, "required"), *(Label(job.key("deploy"), "deploys there") for job in unasked[:2])),
        help="add an `approval` with its `approvers` to the environment, or to every job that deploys there",
        fix=None if edit is None else Fix("add an `approval`", safe=False, edits=(edit,)),
    )


def _deploys_to(job: JobSubject, environment: str) -> bool:
    return any(each.deploy is not None and each.deploy.environment == environment for each, _ in job.checked.instances)
