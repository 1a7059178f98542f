"""A deployment has components to deploy.

Without `components` of its own a deployment takes all of the pipeline's. Where the pipeline defines none, the job
would do nothing and succeed.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
environments:
  production: {runner: compose}
```

## Good

```yaml
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web:1.4
environments:
  production: {runner: compose}
```

## Fix

None: only the author knows what is to be deployed.
"""

from ...diagnostics import Diagnostic, Label, Rule, Span

RULE = Rule("PC604", "nothing-to-deploy", "error")


def nothing_to_deploy(span: Span, empty: Span | None) -> Diagnostic:
    """Return the diagnostic of a deployment in a pipeline without components; `empty` is where they should stand."""
    return RULE.at(
        span,
        "there is nothing to deploy: the pipeline has no components",
        label="deploys nothing",
        related=() if empty is None else (Label(empty, "no component stands here"),),
        help="define what is deployed under `components`",
    )
