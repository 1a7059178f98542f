"""A glob of an artifact includes; it does not exclude.

The globs of a trigger exclude with `!`, those of an artifact do not: what is kept is what some glob names. A leading
`!` would be read as a part of a file's name, and nothing would be excluded.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
    artifacts:
      programs:
        paths: [bin/**, "!bin/*.tmp"]
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make && rm -f bin/*.tmp
    artifacts:
      programs:
        paths: [bin/**]
```

## Fix

None: what to keep instead, only the author knows.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC208", "excluding-glob", "error")


def excluding_glob(node: Scalar) -> Diagnostic:
    """Return the diagnostic of an artifact's glob that begins with `!`."""
    return RULE.at(
        node.span,
        f"the glob `{node.text}` of an artifact cannot exclude",
        label="excludes nothing",
        help="name what is kept, or remove the rest in the script",
    )
