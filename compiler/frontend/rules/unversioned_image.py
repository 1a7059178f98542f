"""An image has a tag or a digest.

Without either, the registry's `latest` is taken: another image from one day to the next, and nobody can say which one
a release was tested with.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/make
        script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/make:4
        script: make test
```

## Fix

None: only the author knows the version.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC501", "unversioned-image", "error")


def unversioned(node: Scalar, image: str) -> Diagnostic:
    """Return the diagnostic of an image without tag and digest."""
    return RULE.at(
        node.span,
        f"the image `{image}` has neither tag nor digest",
        label="which version?",
        help=f"name the version: `{image}:TAG` or `{image}@sha256:…`",
    )
