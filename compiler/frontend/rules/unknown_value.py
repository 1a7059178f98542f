"""A value is one of those that its key knows.

Where the language has a fixed set of words, another word means nothing. The names of failure classes, endings,
strategies and the like are words of the language, written exactly so.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
    network: hosts
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
    network: host
```

## Fix

Safe where one letter, the case or a dash is wrong. Unsafe where another word is guessed.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ...diagnostics.nearest import nearest
from ..schema import Shape
from ..tree import Scalar
from ..wording import listed, one_edit_apart, quote, values_of, with_article

RULE = Rule("PC106", "unknown-value", "error")


def unknown_value(node: Scalar, shape: Shape, key: Scalar | None, values: list[str] | None = None) -> Diagnostic:
    """Return the diagnostic of a word that is none of `values`, or of those that the shape has."""
    values = values or values_of(shape)
    meant = nearest(node.text, values)
    subject = f"`{key.text}` cannot be {quote(node.text)}" if key else f"{quote(node.text)} is not {_noun(shape)}"
    return RULE.at(
        node.span,
        subject,
        label="unknown value",
        help=(f"did you mean `{meant}`?\n" if meant else "") + f"valid values: {listed(values)}",
        fix=_replace(node, meant) if meant else None,
    )


def _noun(shape: Shape) -> str:
    return with_article(shape.title) if shape.title else "valid here"


def _replace(node: Scalar, meant: str) -> Fix:
    safe = len(meant) > 3 and one_edit_apart(node.text, meant)
    return Fix(f"write `{meant}`", safe=safe, edits=(Edit(node.span, meant),))
