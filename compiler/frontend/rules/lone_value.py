"""A list is written as a list, even of one item.

`depends_on: build` could be taken for a list of one; then `depends_on: build, test` would be a list of one as well,
with a name that nobody has. So a list has brackets, or dashes.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
  release:
    depends_on: test
    steps:
      - script: make release
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
  release:
    depends_on: [test]
    steps:
      - script: make release
```

## Fix

Safe: brackets around the value.
"""

from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ..schema import Shape
from ..tree import Scalar
from ..wording import expected, found

RULE = Rule("PC103", "lone-value", "error")

_FLOW: Final = frozenset(",[]{}\n")


def lone_value(node: Scalar, shape: Shape, key: Scalar | None) -> Diagnostic:
    """Return the diagnostic of a scalar where a list of such is wanted."""
    subject = "expected" if key is None else f"`{key.text}` expects"
    fix = _brackets(node)
    return RULE.at(
        node.span,
        f"{subject} {expected(shape)}, found {found(node)}",
        label="not a list",
        help=fix.title if fix else "begin each item with `- `",
        fix=fix,
    )


def _brackets(node: Scalar) -> Fix | None:
    """Return a repair, none for a block and for a reference that may stand for a whole list."""
    if node.style in {"literal", "folded"} or "${" in node.text:
        return None
    if node.style == "plain" and not _FLOW.isdisjoint(node.text):
        quoted = "'" + node.text.replace("'", "''") + "'"
        return Fix(f"write `[{quoted}]`", safe=True, edits=(Edit(node.span, f"[{quoted}]"),))
    path, start, end = node.span
    edits = (Edit(Span(path, start, start), "["), Edit(Span(path, end, end), "]"))
    return Fix("put brackets around it", safe=True, edits=edits)
