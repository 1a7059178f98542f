"""What `<<` merges is a mapping, or a list of mappings.

`<<` brings the entries of another mapping into this one. There is nothing to bring in from a text or a number.

## Bad

```yaml
version: 1
name: shop
global_env:
  <<: common
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
x-common: &common
  TZ: UTC
global_env:
  <<: *common
  LANG: C.UTF-8
jobs:
  test:
    steps:
      - script: make test
```

## Fix

None: the mapping has to be named by an alias.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..tree import Node

RULE = Rule("PC029", "invalid-merge", "error")


def invalid_merge(value: Node) -> Diagnostic:
    """Return the diagnostic of a `value` under `<<` that is no mapping."""
    kind = "list" if value.kind == "sequence" else "single value"
    return RULE.at(
        value.used or value.span,
        f"`<<` merges mappings, and this is a {kind}",
        label="not a mapping",
        related=(Label(value.span, "defined here"),) if value.used else (),
        help="name a mapping by an alias, as in `<<: *common`; quote `'<<'` if the key is meant",
    )
