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
from ..context import Context
from ..document import JobDeclaration
from ..patches import remove_item

RULE = Rule("PC309", "duplicate-input", "error")


def duplicate_input(context: Context, job: JobDeclaration, item: CheckedInput, first: CheckedInput) -> Diagnostic:
    """Return the diagnostic of an artifact that arrives twice at one path."""
    place = "in the workspace" if item.path == "." else f"at `{item.path}`"
    node = next((node for node in job.inputs if node.span == item.origin), None)
    return RULE.at(
        item.origin,
        f"the input `{item.job}.{item.artifact}` arrives twice {place}",
        label="again here",
        related=(Label(first.origin, "first taken here"),),
        help="remove one of the two, or give them different paths",
        fix=None if node is None else remove_item(job.body.get("inputs"), node, context.source_of(node)),
    )
