"""A promotion waits for the deployment that it promotes from.

An environment with `after` takes only a release that has been healthy in the other environment. Where the same
pipeline deploys to both, the second deployment must wait for the first: else it would find the release of an earlier
run there, or none.

## Bad

```yaml
version: 1
name: shop
jobs:
  try:
    deploy: {environment: staging, strategy: {type: all-at-once}}
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  staging: {runner: compose}
  production: {runner: compose, after: staging}
```

## Good

```yaml
version: 1
name: shop
jobs:
  try:
    deploy: {environment: staging, strategy: {type: all-at-once}}
  release:
    depends_on: [try]
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  staging: {runner: compose}
  production: {runner: compose, after: staging}
```

## Fix

Unsafe: the earlier deployment is added to `depends_on` of the later one. None where it is the one that waits.
"""

from ...diagnostics import Change, Diagnostic, Label, Rule, Span
from ..check.deployments import Deployment

RULE = Rule("PC623", "promotion-order", "error")


def promotion_order(later: Deployment, earlier: Deployment, after: Span, *, against: bool) -> Diagnostic:
    """Return the diagnostic of a deployment that does not wait for the one into the environment before.

    `against` says that it is the other way round: the earlier one waits for it.
    """
    turned = f"let `{later.job}` wait for `{earlier.job}`, not the other way round, or correct `after`"
    return RULE.at(
        later.span,
        f"job `{later.job}` deploys to `{later.environment}`, which comes after `{earlier.environment}`, "
        f"and does not wait for job `{earlier.job}`, which deploys there",
        label=f"does not wait for `{earlier.job}`",
        related=(Label(earlier.span, f"deploys to `{earlier.environment}`"), Label(after, "the order is given here")),
        help=turned if against else f"add `{earlier.job}` to its `depends_on`",
        change=None if against else Change(later.span, "depends_on", earlier.job, item=True),
    )
