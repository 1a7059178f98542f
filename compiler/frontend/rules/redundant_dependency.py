"""A dependency says something that no other says.

Where `test` waits for `build` and `release` for `test`, `release` waits for `build` anyway. A list of the direct
dependencies alone shows the order at a glance, and stays true when the jobs between change.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
  test:
    depends_on: [build]
    steps:
      - script: make test
  release:
    depends_on: [build, test]
    steps:
      - script: make release
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
  test:
    depends_on: [build]
    steps:
      - script: make test
  release:
    depends_on: [test]
    steps:
      - script: make release
```

## Fix

Safe: the name is removed; the job starts as before.
"""

from collections.abc import Mapping as AbstractMapping

from ...diagnostics import Diagnostic, Rule
from ...ir.graph import reaches
from ..checked import CheckedDependency
from ..context import Context
from ..document import JobDeclaration
from ..patches import remove_item

RULE = Rule("PC305", "redundant-dependency", "hint")


def redundant_dependency(
    context: Context,
    job: JobDeclaration,
    written: CheckedDependency,
    edges: AbstractMapping[str, tuple[str, ...]],
) -> Diagnostic:
    """Return the hint at a dependency that a longer path implies."""
    through = next(name for name in edges[job.name.text] if name != written.job and reaches(edges, name, written.job))
    node = next(name for name in job.depends_on if name.text == written.job)
    return RULE.at(
        written.origin,
        f"job `{job.name.text}` waits for `{written.job}` already, through `{through}`",
        label="implied",
        help="remove it: it says nothing new",
        fix=remove_item(job.body.get("depends_on"), node, context.source_of(node)),
    )
