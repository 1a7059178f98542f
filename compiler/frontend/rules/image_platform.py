"""A locked image exists for the platforms that are asked for.

An image for one platform alone is pulled and fails to start on machines of another, with `exec format error`.
`pipec lock --platform` says for which platforms every image must exist.

## Bad

```yaml lock=linux/arm64
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/make:4
        script: make test
```

```json
{
  "images": {
    "registry.example/make:4": {
      "digest": "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      "platforms": ["linux/amd64"]
    }
  }
}
```

## Good

```yaml lock=linux/arm64
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/make:4
        script: make test
```

```json
{
  "images": {
    "registry.example/make:4": {
      "digest": "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      "platforms": ["linux/amd64", "linux/arm64/v8"]
    }
  }
}
```

## Fix

None: another image is needed, or one that is built for the platform.
"""

from collections.abc import Sequence

from ...diagnostics import Diagnostic, Label, Rule
from ...ir.values import Image

RULE = Rule("PC517", "image-platform", "error")
_ASK = "`pipec lock --platform` asks the registry for those that the lock does not have"


def missing_platforms(images: Sequence[Image], wanted: Sequence[str], known: Sequence[str]) -> Diagnostic:
    """Return the diagnostic of an image that does not exist for `wanted`; `known` are the platforms it exists for."""
    first, *others = images
    names = ", ".join(f"`{each}`" for each in wanted)
    message = f"the image `{first.reference}` does not exist for {names}"
    if not known:
        message = f"it is not known whether the image `{first.reference}` exists for {names}"
    return RULE.at(
        first.origin,
        message,
        label=f"it exists for {', '.join(known)}" if known else "its platforms are not known",
        related=tuple(Label(image.origin, "needed here too") for image in others),
        help="take an image that is built for it, or leave the platform out" if known else _ASK,
    )
