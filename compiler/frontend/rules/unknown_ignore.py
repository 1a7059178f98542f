"""A comment that silences diagnostics names codes that exist.

It is written `# pipec: ignore[PC031]`, with one code or several. A comment without codes would silence everything,
and one with a wrong code silences nothing.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    # pipec: ignore[763]
    steps:
      - script: make test
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

Safe: a number without its letters or zeros is written in full. None for a code that does not exist.
"""

import re
from collections.abc import Collection
from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ...diagnostics.nearest import nearest

_NUMBER: Final = re.compile(r"\d{1,4}\Z")

RULE = Rule("PC902", "unknown-ignore", "warning")


def unknown_code(span: Span, code: str, known: Collection[str]) -> Diagnostic:
    """Return the diagnostic of the `code` at `span`, which is none of the `known` ones."""
    meant = _meant(code, known)
    close = meant or nearest(code, known)
    return RULE.at(
        span,
        f"there is no diagnostic `{code}` to silence",
        label="unknown code",
        help=f"did you mean `{close}`?" if close else "a code stands in brackets after each diagnostic",
        fix=Fix(f"write `{meant}`", safe=True, edits=(Edit(span, meant),)) if meant else None,
    )


def _meant(code: str, known: Collection[str]) -> str:
    """Return the code with the number that is written, whatever stands around it."""
    number = _NUMBER.search(code)
    full = f"PC{int(number[0]):03}" if number else ""
    return full if full in known else ""


def no_code(span: Span) -> Diagnostic:
    """Return the diagnostic of an ignore that names no code."""
    return RULE.at(
        span,
        "this comment does not say what to silence",
        label="no code",
        help="write the code in brackets, as in `# pipec: ignore[PC031]`",
    )
