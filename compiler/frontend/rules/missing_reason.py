"""A comment that silences a diagnostic says why, where the repository wants to know.

With `require_reasons = true` in the configuration, what stands behind the bracket is the reason: it tells the next
reader when the comment may go. Without that setting reasons are welcome, and not asked for.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps: [{script: make}]
  test:
    depends_on: [build]
    steps: [{script: make test}]
  deploy:
    # pipec: ignore[PC305]
    depends_on: [build, test]
    steps: [{script: make deploy}]
```

```toml
[lint]
require_reasons = true
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps: [{script: make}]
  test:
    depends_on: [build]
    steps: [{script: make test}]
  deploy:
    # pipec: ignore[PC305] the reader sees at once what is deployed
    depends_on: [build, test]
    steps: [{script: make deploy}]
```

```toml
[lint]
require_reasons = true
```

## Fix

None: only the author knows the reason.
"""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC903", "missing-reason", "warning")


def missing_reason(comment: Span, codes: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of the ignore at `comment`, which silences `codes` and does not say why."""
    names = ", ".join(f"`{code}`" for code in codes)
    return RULE.at(
        comment,
        f"this comment does not say why it silences {names}",
        label="no reason",
        help="write the reason behind the bracket, or remove `require_reasons` from the configuration",
    )
