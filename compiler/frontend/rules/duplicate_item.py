"""A list of names has each name once.

The second one changes nothing. Most often another name was meant.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    outputs: [version, version]
    steps:
      - name: unit
        script: echo version=1 > "$PIPEC_OUTPUT"
  announce:
    depends_on: [test]
    steps:
      - environment: {VERSION: "${job.test.outputs.version}"}
        script: ./ci/announce.sh "$VERSION"
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    outputs: [version]
    steps:
      - name: unit
        script: echo version=1 > "$PIPEC_OUTPUT"
  announce:
    depends_on: [test]
    steps:
      - environment: {VERSION: "${job.test.outputs.version}"}
        script: ./ci/announce.sh "$VERSION"
```

## Fix

Safe: the second one is removed; the list says the same without it.
"""

from ...diagnostics import Diagnostic, Fix, Label, Rule
from ..tree import Scalar

RULE = Rule("PC312", "duplicate-item", "warning")


def duplicate_item(item: Scalar, first: Scalar, key: str, fix: Fix | None) -> Diagnostic:
    """Return the diagnostic of a name that stands twice in the list under `key`; `fix` removes it there."""
    return RULE.at(
        item.span,
        f"`{item.text}` stands twice in `{key}`",
        label="again here",
        related=(Label(first.span, "first named here"),),
        help="remove one of the two, or write the name that was meant",
        fix=fix,
    )
