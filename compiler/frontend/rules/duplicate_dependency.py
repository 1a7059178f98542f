"""A dependency is named once.

The second mention changes nothing; another job may have been meant.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
  lint:
    steps:
      - script: make lint
  test:
    depends_on: [build, lint, build]
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
  lint:
    steps:
      - script: make lint
  test:
    depends_on: [build, lint]
    steps:
      - script: make test
```

## Fix

Safe: the second mention is removed.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..context import Context
from ..patches import remove_item
from ..tree import Mapping, Scalar

RULE = Rule("PC306", "duplicate-dependency", "error")


def duplicate_dependency(context: Context, name: Scalar, first: Scalar, body: Mapping) -> Diagnostic:
    """Return the diagnostic of a job that is named twice in one `depends_on`."""
    return RULE.at(
        context.inside(name),
        f"`{name.text}` stands twice in `depends_on`",
        label="again here",
        related=(Label(first.span, "first named here"),),
        help="remove one of the two",
        fix=remove_item(body.get("depends_on"), name, context.source_of(name)),
    )
