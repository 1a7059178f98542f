"""An artifact arrives once at one place.

The second mention of an input at the same path changes nothing; another artifact or path may have been meant.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    artifacts:
      report: {paths: [report/**]}
    steps:
      - script: make
  publish:
    inputs: [build.report, build.report]
    steps:
      - script: make publish
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    artifacts:
      report: {paths: [report/**]}
    steps:
      - script: make
  publish:
    inputs: [build.report]
    steps:
      - script: make publish
```

## Fix

Safe: the second mention is removed.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..checked import CheckedInput

RULE = Rule("PC309", "duplicate-input", "error")


def duplicate_input(item: CheckedInput, first: CheckedInput) -> Diagnostic:
    """Return the diagnostic of an artifact that arrives twice at one path."""
    return RULE.at(
        item.origin,
        f"the input `{item.job}.{item.artifact}` arrives twice at `{item.path}`",
        label="again here",
        related=(Label(first.origin, "first taken here"),),
        help="remove one of the two, or give them different paths",
    )
