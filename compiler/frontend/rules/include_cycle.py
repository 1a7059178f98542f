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

from ...diagnostics import Diagnostic, Label, Rule
from ..tree import Scalar

RULE = Rule("PC041", "include-cycle", "error")


def include_cycle(name: Scalar, files: tuple[str, ...], others: tuple[Scalar, ...]) -> Diagnostic:
    """Return the diagnostic of the include `name` that closes a cycle of `files`, the first and last the same.

    `others` are the includes that lead through the files between.
    """
    path = " → ".join(f"`{file}`" for file in files)
    return RULE.at(
        name.used or name.span,
        f"`{files[0]}` includes itself" if len(files) == 2 else f"the includes lead back to themselves: {path}",
        label="closes the circle",
        related=tuple(
            Label(item.used or item.span, f"`{file}` is included here")
            for item, file in zip(others, files[1:], strict=False)
        ),
        help="remove it" if len(files) == 2 else "remove one of these includes",
    )
