"""What must not be empty has something in it.

A job without a step, an artifact without a path and a deployment of no component do nothing, and were meant to do
something. Leave the key out where its default is meant.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps: []
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
```

## Fix

None: only the author knows what belongs there.
"""

from ...diagnostics import Diagnostic, Rule
from ..schema import MappingShape
from ..tree import Mapping, Scalar, Sequence
from ..wording import with_article

RULE = Rule("PC108", "too-few", "error")


def too_few_items(node: Sequence, key: Scalar | None, title: str, item: str) -> Diagnostic:
    """Return the diagnostic of an empty list; `item` is the title of what it holds."""
    subject = with_article(title) if key is None else f"`{key.text}`"
    return RULE.at(
        node.span,
        f"{subject} needs at least one {item or 'item'}",
        label="empty",
        help=f"add {with_article(item or 'item')}, or take the key away where its default is meant",
    )


def too_few_entries(node: Mapping, key: Scalar | None, mapping: MappingShape) -> Diagnostic:
    """Return the diagnostic of an empty mapping."""
    subject = with_article(mapping.title) if key is None else f"`{key.text}`"
    item = "key" if mapping.extra is None else mapping.extra.expand().title or "entry"
    return RULE.at(
        node.span,
        f"{subject} needs at least one {item}",
        label="empty",
        help=f"add {with_article(item)}",
    )
