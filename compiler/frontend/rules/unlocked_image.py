"""The image of a component is locked: its digest is in the file or in `pipec.lock`.

A release is what was tested, byte for byte, in every environment that it enters. A tag can be pointed at another image
in between; a digest cannot.

## Bad

```yaml compile
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
components:
  web:
    image: registry.example/web:1.4
```

## Good

```yaml compile
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
components:
  web:
    image: registry.example/web:1.4
```

```json
{
  "images": {
    "registry.example/web:1.4": {
      "digest": "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }
}
```

## Fix

None: the digest has to be asked of the registry, which `pipec lock` does.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.values import Image

RULE = Rule("PC510", "unlocked-image", "error")


def unlocked_component(image: Image, component: str) -> Diagnostic:
    """Return the diagnostic of a component's image that has no digest and is not in the lock."""
    return RULE.at(
        image.origin,
        f"the image `{image.reference}` of component `{component}` is not locked",
        label="no digest",
        help="`pipec lock` asks the registry for it; or write the digest (`NAME@sha256:…`)",
    )
