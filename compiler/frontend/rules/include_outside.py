"""An included file lies inside the repository.

An `include` is a path relative to the file that it stands in. Absolute paths, `..` out of the repository and links that
leave it would make the pipeline depend on what nobody reviews.

## Bad

```yaml
include: [../../common.yaml]
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
include: [ci/common.yaml]
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
#--- ci/common.yaml
global_env:
  LANG: C.UTF-8
```

## Fix

None: the file has to be copied into the repository.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC040", "include-outside", "error")


def include_outside(path: Scalar, reason: str) -> Diagnostic:
    """Return the diagnostic of the `path` under `include`; `reason` ends a sentence about it."""
    return RULE.at(
        path.used or path.span,
        f"the include `{path.text}` {reason}" if path.text else f"an empty include {reason}",
        label="outside the repository" if "repository" in reason or "absolute" in reason else "not a path",
        help="name a file inside the repository, relative to this one",
    )
