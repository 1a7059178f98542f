"""An environment that is named is defined.

A deployment says into which environment it goes, and an environment may say after which other one (`after`) a release
may enter it.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    deploy: {environment: prodution, strategy: {type: all-at-once}}
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
    deploy: {environment: production, strategy: {type: all-at-once}}
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

RULE = Rule("PC602", "unknown-environment", "error")


def unknown_environment(context: Context, node: Scalar, name: str) -> Diagnostic:
    """Return the diagnostic of an environment's `name`, given by `node`, that no environment has."""
    known = context.document.environments
    near = context.nearest(name, known)
    span = context.inside(node)
    other = f"the environments are {some_of(sorted(known))}" if known else "define it under `environments`"
    return RULE.at(
        span,
        f"there is no environment `{name}`",
        label="no such environment",
        related=(Label(known[near].name.span, "one with a similar name is defined here"),) if near else (),
        help=f"did you mean `{near}`?" if near else other,
        fix=write_name(span, name, near) if near and node.text == name else None,
    )
