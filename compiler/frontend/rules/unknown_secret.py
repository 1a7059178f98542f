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

Safe where a letter, the case or a dash is wrong, unsafe where another name is guessed.
"""

from collections.abc import Mapping

from ...diagnostics import Diagnostic, Label, Rule, Span
from ...diagnostics.nearest import nearest
from ...ir.release import ComponentSecret
from ..patches import write_name
from ..tree import Scalar

RULE = Rule("PC504", "unknown-secret", "error")


def unknown_secret(span: Span, name: str, owner: str, known: Mapping[str, Scalar]) -> Diagnostic:
    """Return the diagnostic of the `name` of a secret that `owner` (`step unit`) uses and its job does not list."""
    near = nearest(name, known)
    listed = "its `secrets`" if owner.startswith("job ") else "the `secrets` of its job"
    return RULE.at(
        span,
        f"{owner} uses the secret `{name}`, which is not in {listed}",
        label="not listed",
        related=(Label(known[near].span, "one with a similar name is listed here"),) if near else (),
        help=f"did you mean `{near}`?" if near else f"list it in the job: `secrets: [{', '.join([*known, name])}]`",
        fix=write_name(span, name, near) if near else None,
    )


def unknown_in_environment(
    secret: ComponentSecret, component: str, environment: Scalar, known: tuple[str, ...]
) -> Diagnostic:
    """Return the diagnostic of a component's secret that an environment has no source for."""
    near = nearest(secret.name, known)
    example = f"`secrets: {{{secret.name}: {{env: {secret.name}}}}}`"
    return RULE.at(
        secret.origin,
        f"environment `{environment.text}` does not say where the secret `{secret.name}` of component `{component}` "
        "comes from",
        label="no source",
        related=(Label(environment.span, "the environment is defined here"),),
        help=f"did you mean `{near}`?" if near else f"say it there, for example {example}",
    )


def not_through_environment(span: Span, name: str, owner: str) -> Diagnostic:
    """Return the diagnostic of a component whose `environment` holds a secret."""
    return RULE.at(
        span,
        f"{owner} takes the secret `{name}` through `environment`, and components have `secrets` for that",
        label="not from here",
        help=f"list it in the component, `secrets: {{{name}: {{env: VARIABLE}}}}`, and drop the variable",
    )
