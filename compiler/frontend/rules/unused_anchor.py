"""An anchor is used by an alias.

An anchor that nothing repeats is a leftover, or a misspelt name. It does not reach into other files.

## Bad

```yaml
version: 1
name: shop
global_env: &common
  LANG: C.UTF-8
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
global_env:
  LANG: C.UTF-8
jobs:
  test:
    steps:
      - script: make test
```

## Fix

Safe: the anchor is removed; the node that it marks stays as it is.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ...source import Source

RULE = Rule("PC030", "unused-anchor", "hint")


def unused_anchor(source: Source, name: str, span: Span) -> Diagnostic:
    """Return the diagnostic of the anchor at `span`, which no alias of `source` uses."""
    end = span.end
    while source.text[end : end + 1] == " ":
        end += 1
    start = span.start
    if source.text[end : end + 1] in {"", "\n", "\r"}:  # nothing follows on the line: take the space before it
        while source.text[start - 1 : start] == " " and source.text[start - 2 : start - 1] not in {"", "\n", "\r"}:
            start -= 1
    edit = Edit(Span(span.path, start, end), "")
    return RULE.at(
        span,
        f"the anchor `&{name}` is never used",
        label="no alias names it",
        help="remove it",
        fix=Fix(f"remove `&{name}`", safe=True, edits=(edit,)),
    )
