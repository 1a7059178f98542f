"""A file does not include itself, directly or through others.

Includes are read from the pipeline outwards, each file once. A file that leads back to one that is still being read
has no place in that order.

## Bad

```yaml
version: 1
name: shop
include: [ci/jobs.yaml]
#--- ci/jobs.yaml
include: [images.yaml]
jobs:
  test:
    steps:
      - script: make test
#--- ci/images.yaml
include: [jobs.yaml]
defaults:
  image: registry.example/make:4
```

## Good

```yaml
version: 1
name: shop
include: [ci/jobs.yaml]
#--- ci/jobs.yaml
include: [images.yaml]
jobs:
  test:
    steps:
      - script: make test
#--- ci/images.yaml
defaults:
  image: registry.example/make:4
```

## Fix

None: only the author knows which of the files should not include the other.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC041", "include-cycle", "error")


def include_cycle(name: Scalar, files: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of an include that closes a cycle of `files`, the first and last the same."""
    path = " → ".join(f"`{file}`" for file in files)
    return RULE.at(name.span, f"the includes lead back to themselves: {path}", label="closes the cycle", help="remove one of these includes")
