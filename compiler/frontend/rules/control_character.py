"""A pipeline holds no character that YAML forbids or reads in two ways.

Control characters (NUL among them), lone surrogates and byte order marks inside the text are no YAML. The characters
U+0085, U+2028 and U+2029 end a line for YAML 1.1 and not for YAML 1.2, so that what one reader sees as a comment
is content to another.

Inside double quotes each of them can be written as an escape, a backslash and its number.

## Bad

```yaml
version: 1
name: shop
description: tests\u2028and more
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
description: tests and more
jobs:
  test:
    steps:
      - script: make test
```

## Fix

None: only the author knows what was meant.
"""

import re
from typing import Final

from ...diagnostics import Diagnostic, Rule, Span
from ...source import Source

RULE = Rule("PC003", "control-character", "error")

_FORBIDDEN: Final = re.compile(
    "[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]",
)
_NAMES: Final = {
    "\0": "a NUL byte",
    "\x1b": "an escape character",
    "\x85": "a NEXT LINE character",
    "\u2028": "a LINE SEPARATOR character",
    "\u2029": "a PARAGRAPH SEPARATOR character",
    "\ufeff": "a byte order mark",
}


def check(source: Source) -> Diagnostic | None:
    """Return a diagnostic of the first character that no pipeline may hold."""
    found = _FORBIDDEN.search(source.text)
    if found is None:
        return None
    char = found[0]
    code = f"U+{ord(char):04X}"
    return RULE.at(
        Span(source.path, found.start(), found.end()),
        f"the file contains {_NAMES.get(char, 'a control character')} ({code}), which cannot stand in YAML as it is",
        label=f"{code} here",
        help="save the file as UTF-8 text"
        if char == "\0"
        else f"remove it, or write it in double quotes as `{_escape(char)}`",
    )


def _escape(char: str) -> str:
    return f"\\x{ord(char):02X}" if ord(char) < 256 else f"\\u{ord(char):04X}"
