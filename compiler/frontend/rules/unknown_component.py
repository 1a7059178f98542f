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
      strategy: {type: all-at-once}
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
      strategy: {type: all-at-once}
components:
  web:
    image: registry.example/web:1.4
environments:
  production: {runner: compose}
```

## Fix

Safe where a letter, the case or a dash is wrong, unsafe where another name is guessed.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..context import Context
from ..patches import write_name
from ..tree import Scalar
from ..wording import some_of

RULE = Rule("PC601", "unknown-component", "error")


def unknown_component(context: Context, name: Scalar) -> Diagnostic:
    """Return the diagnostic of a component's name that no component has."""
    known = context.document.components
    near = context.nearest(name.text, known)
    span = context.inside(name)
    other = f"the components are {some_of(sorted(known))}" if known else "define it under `components`"
    return RULE.at(
        span,
        f"there is no component `{name.text}`",
        label="no such component",
        related=(Label(known[near].name.span, "one with a similar name is defined here"),) if near else (),
        help=f"did you mean `{near}`?" if near else other,
        fix=write_name(span, name.text, near) if near else None,
    )
