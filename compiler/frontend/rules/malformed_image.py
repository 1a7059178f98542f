"""An image is named as registries name it.

The form is `[REGISTRY/]NAME[:TAG][@sha256:DIGEST]`. Names are lower-case letters, digits and single separators; a tag
may have capitals; a digest has 64 hexadecimal digits.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/Make:4
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

Unsafe: a name with capitals is written without.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC502", "malformed-image", "error")


def malformed(node: Scalar, image: str) -> Diagnostic:
    """Return the diagnostic of text that is no image reference."""
    why = "names are lower-case" if image.lower() != image else "it does not have the form of one"
    lower = image.lower()
    return RULE.at(
        node.span,
        f"`{image}` is no image reference: {why}" if image else "the image reference is empty",
        label="malformed",
        help=f"did you mean `{lower}`?"
        if lower != image
        else "write `[REGISTRY/]NAME[:TAG][@sha256:DIGEST]`, for example `registry.example/shop/web:1.4`",
    )
