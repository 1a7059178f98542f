"""Of keys that exclude each other, exactly one is there.

A job either runs steps or is a deployment; a step has a script or an action; a component is an image or an
artifact. With both, nobody could say which counts; with none, there is nothing to do.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    timeout: 10m
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    timeout: 10m
    steps:
      - script: make test
```

## Fix

None: only the author knows which was meant.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..tree import Mapping, Scalar
from ..wording import listed, with_article
from .missing_key import place

RULE = Rule("PC105", "exclusive-keys", "error")


def both_keys(first: Scalar, second: Scalar, names: list[str], title: str) -> Diagnostic:
    """Return the diagnostic of the second of two keys that exclude each other; `names` are all that do."""
    return RULE.at(
        second.span,
        f"{with_article(title)} cannot have both `{first.text}` and `{second.text}`",
        label=f"excludes `{first.text}`",
        related=(Label(first.span, f"`{first.text}` is here"),),
        help=f"keep one of the two; {with_article(title)} has exactly one of {listed(names)}",
    )


def no_key(node: Mapping, names: list[str], title: str, key: Scalar | None) -> Diagnostic:
    """Return the diagnostic of a mapping that has none of the keys `names`, at its `key` or else its first one."""
    return RULE.at(
        place(node, key),
        f"{with_article(title)} needs {'either' if len(names) == 2 else 'one of'} {listed(names, 'or')}",
        label=f"no {listed(names, 'or')} here",
        help=f"add {listed(names, 'or')}",
    )
