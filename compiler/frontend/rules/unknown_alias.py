"""An alias names an anchor that stands before it in the same file.

`*name` repeats the node that `&name` marks. A text that begins with `*`, such as a glob, needs quotes.

## Bad

```yaml
version: 1
name: shop
global_env: &common
  LANG: C.UTF-8
jobs:
  lint:
    environment: *common
    steps:
      - script: make lint
  test:
    environment: *comon
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
global_env: &common
  LANG: C.UTF-8
jobs:
  lint:
    environment: *common
    steps:
      - script: make lint
  test:
    environment: *common
    steps:
      - script: make test
```

## Fix

Safe where a letter, the case or a dash is wrong, unsafe where another anchor is guessed. None where none is near.
"""

from collections.abc import Iterable

from ...diagnostics import Diagnostic, Rule, Span
from ...diagnostics.nearest import nearest
from ..patches import write_name

RULE = Rule("PC022", "unknown-alias", "error")


def unknown_alias(span: Span, name: str, anchors: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of the alias at `span`, before which the file defines `anchors`."""
    close = nearest(name, anchors)
    hint = f"did you mean `*{close}`?" if close else f"define it before with `&{name}`;"
    return RULE.at(
        span,
        f"there is no anchor `&{name}` before this alias",
        label="unknown anchor",
        help=f"{hint} a text that begins with `*` needs quotes",
        fix=write_name(span._replace(start=span.start + 1), name, close) if close else None,
    )
