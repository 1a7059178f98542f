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

import re
from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ..context import Context
from ..images import parse_reference
from ..tree import Scalar

RULE = Rule("PC502", "malformed-image", "error")

_FORM: Final = "write `[REGISTRY/]NAME[:TAG][@sha256:DIGEST]`, for example `registry.example/shop/web:1.4`"
_NAME: Final = r"(?P<name>.*?)(?P<version>(?::[^:/@]*)?(?:@.*)?)"


def malformed(context: Context, node: Scalar, image: str) -> Diagnostic:
    """Return the diagnostic of text that is no image reference."""
    why, meant = _reason(image)
    span = context.inside(node)
    return RULE.at(
        span,
        f"`{image}` is no image reference: {why}" if image else "the image reference is empty",
        label="malformed",
        help=f"did you mean `{meant}`?" if meant else _FORM,
        fix=Fix(f"write `{meant}`", False, (Edit(span, meant),)) if meant and node.text == image else None,
    )


def _reason(image: str) -> tuple[str, str]:
    """Return why the text is none, and the reference that it probably should be."""
    scheme, _, rest = image.partition("://")
    if rest:
        return f"it has no scheme such as `{scheme}://`", rest if parse_reference(rest) else ""
    _, at, digest = image.partition("@")
    if at and re.fullmatch(r"sha256:[0-9a-f]{64}", digest) is None:
        return "a digest is `sha256:` and 64 hexadecimal digits", ""
    found = re.fullmatch(_NAME, image, re.DOTALL)
    if found and not found["name"].isascii():
        return "a name has the letters `a` to `z`, digits and single separators", ""
    if found and found["name"] != found["name"].lower():
        meant = found["name"].lower() + found["version"]
        return "names are lower-case", meant if parse_reference(meant) else ""
    return "its tag is empty" if image.endswith(":") else "it does not have the form of one", ""
