"""A pipeline file is UTF-8 text.

Another encoding is read wrongly by one tool or another, and by most engines refused.

## Bad

```yaml encoding=latin-1
version: 1
name: shop
description: café
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
description: café
jobs:
  test:
    steps:
      - script: make test
```

## Fix

None: the editor saves the file as UTF-8.
"""

from ...diagnostics import Diagnostic, Rule, Span
from ...source import Source

RULE = Rule("PC002", "not-utf8", "error")


def not_utf8(display: str, data: bytes, offset: int, encoding: str) -> Diagnostic:
    """Return the diagnostic of `data`, which ceases to be UTF-8 at byte `offset`; `encoding` if its mark tells it."""
    valid = Source(display, data[:offset].decode("utf-8").removeprefix("\ufeff"))
    at = len(valid.text)
    if encoding:
        return RULE.at(
            Span(display, 0, 0),
            f"the file is {encoding}, where UTF-8 is expected",
            help=f"save it as UTF-8, for example with `iconv -f {encoding} -t UTF-8`",
        )
    line, column = valid.position(at)
    return RULE.at(
        Span(display, at, at + 1),
        f"the file is not UTF-8: line {line}, column {column} (byte {offset}) has the byte 0x{data[offset]:02X}",
        label="not UTF-8 from here",
        help="save it as UTF-8; a text in Latin-1 converts with `iconv -f ISO-8859-1 -t UTF-8`",
    )
