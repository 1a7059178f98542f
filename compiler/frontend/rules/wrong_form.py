"""A duration, size, percentage or address has its form.

Quantities say their unit, and in one way: `90s`, `1h30m`, `512MiB`, `2GB`, `5%`, `500m` of a core. `512M` could be
powers of 1000 or of 1024, and `10` of a size could be anything.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
    timeout: 10 minutes
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
    timeout: 10m
```

## Fix

Safe where blanks or a long unit are in the way. Unsafe where the unit is guessed.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ..schema import Shape
from ..tree import Scalar
from ..wording import quote, with_article, with_examples

RULE = Rule("PC111", "wrong-form", "error")

_LONG_UNITS: Final = re.compile(r"(?<=[0-9])(days?|hours?|hrs?|minutes?|mins?|seconds?|secs?)(?![a-z])", re.IGNORECASE)


def wrong_form(node: Scalar, shape: Shape) -> Diagnostic:
    """Return the diagnostic of a scalar that is not written as `shape` wants it."""
    examples = with_examples(shape)
    form = f"write it such as {examples}" if examples else shape.description.rstrip(".")
    fix = _repair(node, shape)
    return RULE.at(
        node.span,
        f"{quote(node.text)} is not {with_article(shape.title)}",
        label="wrong form",
        help=(f"did you mean `{fix.edits[0].replacement}`? " if fix else "") + form,
        fix=fix,
    )


def _repair(node: Scalar, shape: Shape) -> Fix | None:
    from ..shape import fits

    for text, safe in _candidates(node.text):
        if shape.scalar is not None and text != node.text and fits(Scalar(text, "plain", node.span), shape.scalar):
            return Fix(f"write `{text}`", safe=safe, edits=(Edit(node.span, text),))
    return None


def _candidates(text: str) -> Iterator[tuple[str, bool]]:
    """Yield other spellings and whether they surely mean the same."""
    close = "".join(text.split())
    yield close, True
    yield _LONG_UNITS.sub(lambda found: found[0][0].lower(), close), True
    yield close.lower(), False
    yield f"{close}%", False
    for unit in "iB", "B", "MiB":
        yield close + unit, False
        yield close.upper() + unit, False
