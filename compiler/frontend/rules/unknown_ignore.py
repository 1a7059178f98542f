"""A comment that silences diagnostics names codes that exist.

It is written `# pipec: ignore[PC031]`, with one code or several. A comment without codes would silence everything,
and one with a wrong code silences nothing.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    # pipec: ignore[PC9999]
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

Unsafe: the nearest code is written, where one is near.
"""

from collections.abc import Iterable

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ...diagnostics.nearest import nearest

RULE = Rule("PC902", "unknown-ignore", "warning")


def unknown_code(span: Span, code: str, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of the `code` at `span`, which is none of the `known` ones."""
    close = nearest(code, known)
    return RULE.at(
        span,
        f"there is no diagnostic `{code}` to silence",
        label="unknown code",
        help=f"did you mean `{close}`?" if close else "a code stands in brackets after each diagnostic",
        fix=Fix(f"write `{close}`", safe=False, edits=(Edit(span, close),)) if close else None,
    )


def no_code(span: Span) -> Diagnostic:
    """Return the diagnostic of an ignore that names no code."""
    return RULE.at(
        span,
        "this comment does not say what to silence",
        label="no code",
        help="write the code in brackets, as in `# pipec: ignore[PC031]`",
    )
