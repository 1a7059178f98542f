"""A port that is named is one of the component's `ports`.

Health checks and routes say a port by its name or its number in the container. A misspelt name leads nowhere.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
components:
  web:
    image: registry.example/web:1.4
    ports:
      - {name: http, container: 8080}
    health_check: {type: http, port: htpp}
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
components:
  web:
    image: registry.example/web:1.4
    ports:
      - {name: http, container: 8080}
    health_check: {type: http, port: http}
```

## Fix

Unsafe: a name that is misspelt becomes the nearest one.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ...diagnostics.nearest import nearest
from ..tree import Scalar

RULE = Rule("PC607", "unknown-port", "error")


def unknown_port(node: Scalar, known: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of a port's name that the component does not have."""
    near = nearest(node.text, known)
    listed = ", ".join(f"`{item}`" for item in known)
    return RULE.at(
        node.span,
        f"there is no port `{node.text}`",
        label="no such port",
        help=f"did you mean `{near}`?" if near else (f"the ports are {listed}" if known else "define it under `ports`"),
        fix=Fix(f"write `{near}`", True, (Edit(node.span, near),)) if near else None,
    )
