"""Components do not wait for each other in a circle.

A component starts when those in its `depends_on` are healthy. In a circle none of them can be the first.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        script: make test
components:
  web:
    image: registry.example/web:1.4
    depends_on: [cache]
  cache:
    image: registry.example/cache:7
    depends_on: [web]
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        script: make test
components:
  web:
    image: registry.example/web:1.4
    depends_on: [cache]
  cache:
    image: registry.example/cache:7
```

## Fix

None: only you know which of them can start alone.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..tree import Scalar

RULE = Rule("PC611", "component-cycle", "error")


def component_cycle(names: tuple[str, ...], places: tuple[Scalar, ...], environment: str) -> Diagnostic:
    """Return the diagnostic of components that each wait for the next; `places` is where each says so."""
    path = " → ".join(f"`{name}`" for name in (*names, names[0]))
    where = f" in environment `{environment}`" if environment else ""
    others = tuple(
        Label(place.span, f"`{name}` waits for `{place.text}`")
        for name, place in zip(names[:-1], places[:-1], strict=True)
    )
    return RULE.at(
        places[-1].span,
        f"the components wait for each other{where}: {path}",
        label=f"`{names[-1]}` waits for `{places[-1].text}`",
        related=others,
        help=f"let one of them start alone, for example remove `{places[-1].text}` here",
    )
