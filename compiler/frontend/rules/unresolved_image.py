"""A registry tells the digest of an image that is to be locked.

`pipec lock` asks the registry of each image that is not locked yet. It writes nothing before every image is known, so
that a lock is never half made. The message says what stands in the way: there is no such image or tag, nobody may read
it without a login, the registry does not answer, or what it answers cannot be true.

## Bad

```yaml lock=resolve
version: 1
name: shop
jobs:
  test:
    steps:
      - image: localhost:1/make:4
        script: make test
```

## Good

```yaml lock=resolve
version: 1
name: shop
jobs:
  test:
    steps:
      - image: localhost:1/make:4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        script: make test
```

## Fix

None: the registry, the login or the name has to change.
"""

from collections.abc import Sequence

from ...diagnostics import Diagnostic, Label, Rule
from ...ir.values import Image

RULE = Rule("PC513", "unresolved-image", "error")


def unresolved(images: Sequence[Image], reason: str, help: str, asked: str = "") -> Diagnostic:
    """Return the diagnostic of an image, at the first of its places; `asked` is the mirror that was asked for it."""
    first, *others = images
    mirror = f", asked for as `{asked}`," if asked and asked != first.reference else ""
    return RULE.at(
        first.origin,
        f"the image `{first.reference}`{mirror} cannot be locked: {reason}",
        label="no digest is known",
        related=tuple(Label(image.origin, "needed here too") for image in others),
        help=help,
    )
