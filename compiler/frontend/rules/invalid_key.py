"""A key is a text.

Lists, mappings and nothing at all can be keys in YAML, but no key of a pipeline is one. Most such keys come from an
expression without quotes: `{{ name }}` is a mapping in a mapping to YAML.

## Bad

```yaml
version: 1
name: shop
global_env:
  [A, B]: both
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
  A: both
  B: both
jobs:
  test:
    steps:
      - script: make test
```

## Fix

None: the key has to be named.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Mapping, Node, Scalar

RULE = Rule("PC021", "invalid-key", "error")


def invalid_key(key: Node) -> Diagnostic:
    """Return the diagnostic of a `key` that is a collection or null."""
    if isinstance(key, Scalar):
        empty = not key.text
        return RULE.at(
            key.used or key.span,
            "a value has no key" if empty else f"`{key.text}` means null, which cannot be a key",
            label="the key is missing here" if empty else "null",
            help="write the key before the `:`" if empty else f"write `'{key.text}'` if the text is meant",
        )
    kind = "mapping" if isinstance(key, Mapping) else "list"
    braces = "an expression is written `${{ … }}`, a text that begins with `{` needs quotes"
    return RULE.at(
        key.used or key.span,
        f"a {kind} cannot be a key",
        label=f"this {kind} is used as a key",
        help=braces if kind == "mapping" else "write each key by itself; a text that begins with `[` needs quotes",
    )
