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
    secrets: [TOKEN, OLD_TOKEN]
    steps:
      - name: publish
        environment: {TOKEN: "${secrets.TOKEN}"}
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

Unsafe: a job's secret is removed from the list; it may rather have been forgotten in a step.
"""

from ...diagnostics import Diagnostic, Fix, Rule
from ..tree import Scalar

RULE = Rule("PC505", "unused-secret", "hint")


def unused_in_job(name: Scalar, job: str, fix: Fix | None = None) -> Diagnostic:
    """Return the hint at a secret that no step and no service of the job uses; `fix` takes it off the list."""
    return RULE.at(
        name.span,
        f"job `{job}` may read the secret `{name.text}`, and nothing in it does",
        label="not used",
        help=f"give it to a variable (`environment: {{{name.text}: ${{secrets.{name.text}}}}}`), or remove it",
        fix=None if fix is None else fix._replace(title=f"remove `{name.text}`", safe=False),
    )


def unused_in_environment(name: Scalar, environment: str) -> Diagnostic:
    """Return the hint at a source of a secret that no component asks for."""
    return RULE.at(
        name.span,
        f"environment `{environment}` says where the secret `{name.text}` comes from, and no component asks for it",
        label="not used",
        help="name it in the `secrets` of a component, or remove it",
    )
