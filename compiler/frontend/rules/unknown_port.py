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

Safe where a letter, the case or a dash is wrong, unsafe where another name is guessed.
"""

from ...diagnostics import Diagnostic, Rule
from ...diagnostics.nearest import nearest
from ..context import Context
from ..patches import write_name
from ..tree import Scalar
from ..wording import some_of

RULE = Rule("PC607", "unknown-port", "error")


def unknown_port(context: Context, node: Scalar, known: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of a port's name that none of the `known` ones is."""
    near = nearest(node.text, known)
    span = context.inside(node)
    other = f"the ports are {some_of(sorted(known))}" if known else "give the port's number, or define it under `ports`"
    return RULE.at(
        span,
        f"there is no port `{node.text}`",
        label="no such port",
        help=f"did you mean `{near}`?" if near else other,
        fix=write_name(span, node.text, near) if near else None,
    )
