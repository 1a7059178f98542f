"""A secret that is used is listed by the job, and an environment says where a component's secret comes from.

The `secrets` of a job are all that it may read: a reviewer sees them at one place. A component gets its secrets from
the environment in which it runs, each of which says under `secrets` where they come from.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    secrets: [UPLOAD_TOKEN]
    steps:
      - environment:
          TOKEN: ${secrets.UPLOAD_TOKN}
        script: ./upload
```

## Good

```yaml
version: 1
name: shop
jobs:
  release:
    secrets: [UPLOAD_TOKEN]
    steps:
      - environment:
          TOKEN: ${secrets.UPLOAD_TOKEN}
        script: ./upload
```

## Fix

Unsafe: a name that is misspelt becomes the nearest one.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ...diagnostics.nearest import nearest
from ...ir.release import ComponentSecret
from ..tree import Scalar

RULE = Rule("PC504", "unknown-secret", "error")


def unknown_secret(node: Scalar, name: str, owner: str, known: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of `${secrets.NAME}` that the job may not read."""
    near = nearest(name, known)
    return RULE.at(
        node.span,
        f"the secret `{name}` is not listed in the `secrets` of the job, and {owner} uses it",
        label="not listed",
        help=f"did you mean `{near}`?" if near else f"add it to the job: `secrets: [{name}]`",
    )


def unknown_in_environment(
    secret: ComponentSecret, component: str, environment: Scalar, known: tuple[str, ...]
) -> Diagnostic:
    """Return the diagnostic of a component's secret that an environment has no source for."""
    near = nearest(secret.name, known)
    return RULE.at(
        secret.origin,
        f"environment `{environment.text}` does not say where the secret `{secret.name}` of component `{component}` comes from",
        label="no source",
        related=(Label(environment.span, "the environment is defined here"),),
        help=f"did you mean `{near}`?"
        if near
        else f"add it there: `secrets: {{{secret.name}: {{env: {secret.name}}}}}`",
    )
