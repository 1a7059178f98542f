"""The ports of a component have different names.

Health checks, routes and the variables of emitted files call a port by its name. A name that two of them share calls
neither.

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
      - {name: http, container: 9090}
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
      - {name: metrics, container: 9090}
```

## Fix

Unsafe: a number is put behind the name; better ones only the author knows.
"""

from ...diagnostics import Change, Diagnostic, Label, Rule, Span

RULE = Rule("PC608", "duplicate-port", "error")


def duplicate_port(span: Span, first: Span, name: str, change: Change | None = None) -> Diagnostic:
    """Return the diagnostic of a port that has the name of an earlier one, named at `first`; `change` renames it."""
    return RULE.at(
        span,
        f"the component has two ports called `{name}`",
        label="again here",
        related=(Label(first, "the first one"),),
        help="give each port its own name",
        change=change,
    )
