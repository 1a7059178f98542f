"""The configuration is TOML.

Nothing is taken from a `.pipec.toml` or `pyproject.toml` with a syntax error; the first one is shown.

## Bad

```yaml target=compose profile
version: 1
name: shop
jobs:
  test:
    steps:
      - name: test
        image: registry.example/make:4@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
        script: make test
```

```toml
[targets.compose]
version 2
```

## Good

```yaml target=compose profile
version: 1
name: shop
jobs:
  test:
    steps:
      - name: test
        image: registry.example/make:4@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
        script: make test
```

```toml
[targets.compose]
labels = {team = "shop"}
```

## Fix

None: what was meant cannot be guessed.
"""

import re
from typing import Final

from ...diagnostics import Diagnostic, Rule, Span
from ...source import Source

RULE = Rule("PC790", "configuration-syntax", "error")

_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def configuration_syntax(source: Source, error: str) -> Diagnostic:
    """Return the diagnostic of the parser's `error`, which ends with its place."""
    found = _PLACE.search(error)
    start = len(source.text)
    if found and found[1]:
        start = _offset(source.text, int(found[1]), int(found[2]))
    said = error[: found.start()] if found else error
    end = start + 1 if source.text[start : start + 1].strip() else start
    return RULE.at(Span(source.path, start, end), f"{said[:1].lower()}{said[1:]}", label="not TOML", help=_HELP)


def too_deep(span: Span) -> Diagnostic:
    """Return the diagnostic of lists or tables inside each other without end."""
    return RULE.at(span, "the lists and tables stand too deep inside each other", help=_HELP)


def too_long(span: Span) -> Diagnostic:
    """Return the diagnostic of an integer without end."""
    return RULE.at(span, "an integer has more than 4,300 digits", help=_HELP)


_HELP: Final = "write `key = value` lines under headers such as `[lint]`"


def _offset(text: str, line: int, column: int) -> int:
    """Return the offset of a place as the parser counts: after CRLF became a line feed."""
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return min(start + column - 1, len(text))
