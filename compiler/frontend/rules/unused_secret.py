"""A secret that is listed is used.

A job's `secrets` are those that it may read; they reach a step by `${secrets.NAME}` in `environment` or `with`, and
nothing else. One that no step mentions is either forgotten there, or open to a job that does not need it. The same
holds for the sources of an environment that no component asks for.

## Bad

```yaml
version: 1
name: shop
jobs:
  publish:
    secrets: [TOKEN]
    steps:
      - name: publish
        script: make publish
```

## Good

```yaml
version: 1
name: shop
jobs:
  publish:
    secrets: [TOKEN]
    steps:
      - name: publish
        environment: {TOKEN: "${secrets.TOKEN}"}
        script: make publish
```

## Fix

None: give it to a variable, or remove it from the list.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC505", "unused-secret", "hint")


def unused_in_job(name: Scalar, job: str) -> Diagnostic:
    """Return the hint at a secret that no step and no service of the job uses."""
    return RULE.at(
        name.span,
        f"job `{job}` may read the secret `{name.text}`, and nothing in it does",
        label="not used",
        help=f"give it to a variable (`environment: {{{name.text}: ${{secrets.{name.text}}}}}`), or remove it",
    )


def unused_in_environment(name: Scalar, environment: str) -> Diagnostic:
    """Return the hint at a source of a secret that no component asks for."""
    return RULE.at(
        name.span,
        f"environment `{environment}` says where the secret `{name.text}` comes from, and no component asks for it",
        label="not used",
        help="name it in the `secrets` of a component, or remove it",
    )
