"""An environment that is named is defined.

A deployment says into which environment it goes, and an environment may say after which other one (`after`) a release
may enter it.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    deploy: {environment: prodution}
components:
  web:
    image: registry.example/web:1.4
environments:
  production: {runner: compose}
```

## Good

```yaml
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production}
components:
  web:
    image: registry.example/web:1.4
environments:
  production: {runner: compose}
```

## Fix

Unsafe: a name that is misspelt becomes the nearest one.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ...diagnostics.nearest import nearest
from ..tree import Scalar

RULE = Rule("PC602", "unknown-environment", "error")


def unknown_environment(node: Scalar, name: str, known: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of an environment's name that no environment has."""
    near = nearest(name, known)
    listed = ", ".join(f"`{item}`" for item in known)
    return RULE.at(
        node.span,
        f"there is no environment `{name}`",
        label="no such environment",
        help=f"did you mean `{near}`?"
        if near
        else (f"the environments are {listed}" if known else "define it under `environments`"),
        fix=Fix(f"write `{near}`", True, (Edit(node.span, near),)) if near and node.text == name else None,
    )
