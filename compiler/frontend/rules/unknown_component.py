"""A component that is named is defined.

`depends_on` of a component, `components` of a deployment and `overrides` of an environment name components of the
pipeline. A misspelt one would be left out of what is deployed, or keep settings that were meant to change.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    deploy:
      environment: production
      components: [wbe]
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
    deploy:
      environment: production
      components: [web]
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

RULE = Rule("PC601", "unknown-component", "error")


def unknown_component(name: Scalar, known: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of a component's name that no component has."""
    near = nearest(name.text, known)
    listed = ", ".join(f"`{item}`" for item in known)
    return RULE.at(
        name.span,
        f"there is no component `{name.text}`",
        label="no such component",
        help=f"did you mean `{near}`?"
        if near
        else (f"the components are {listed}" if known else "define it under `components`"),
        fix=Fix(f"write `{near}`", True, (Edit(name.span, near),)) if near else None,
    )
