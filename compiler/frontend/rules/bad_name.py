"""A name has only the letters that names may have.

Names become parts of file names, variables, job identifiers and labels of every engine, so they are letters,
digits, dashes and underscores, begin with a letter, and are not long.

## Bad

```yaml
version: 1
name: shop
jobs:
  unit tests:
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  unit-tests:
    steps:
      - script: make test
```

## Fix

Unsafe: the name with dashes or underscores; its uses elsewhere stay as they are.
"""

import re
from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ..schema import Shape
from ..tree import Scalar
from ..wording import quote, uncapitalized, with_article, with_examples

RULE = Rule("PC107", "bad-name", "error")

_FORBIDDEN: Final = re.compile(r"[^A-Za-z0-9_-]+|^[^A-Za-z]+", re.ASCII)


def bad_name(node: Scalar, shape: Shape) -> Diagnostic:
    """Return the diagnostic of a name, key or value, that does not match its pattern."""
    examples = with_examples(shape)
    fix = _rename(node, shape)
    return RULE.at(
        node.span,
        f"{quote(node.text)} is not {with_article(shape.title)}",
        label="not a name",
        help=uncapitalized(shape.description.rstrip(".")) + (f", such as {examples}" if examples else ""),
        fix=fix,
    )


def _rename(node: Scalar, shape: Shape) -> Fix | None:
    """Return the first name that the pattern allows after small changes."""
    from ..shape import fits

    scalar = shape.expand().scalar
    for joint in "-", "_":
        bare = _FORBIDDEN.sub(joint, _ascii(node.text)).strip(joint)
        for name in bare, bare.lower(), bare.replace("-", "_"):
            if scalar is not None and fits(Scalar(name, "double", node.span), scalar):
                return Fix(f"rename it to `{name}`", safe=False, edits=(Edit(node.span, name),))
    return None


def _ascii(text: str) -> str:
    """Return letters without their accents, as far as they have any: `größe` is `grosse`."""
    if text.isascii():
        return text
    from unicodedata import normalize

    letters = normalize("NFKD", text.replace("ß", "ss").replace("ẞ", "SS"))
    return "".join(char for char in letters if not "\u0300" <= char <= "\u036f")
