"""An image in the lock is one that a pipeline beside it needs.

What nobody needs is left over from an image that was renamed or removed, or is misspelled and then locks nothing.
`pipec lock` removes it; `pipec lock --check` reports it.

## Bad

```yaml lock
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
```

```json
{
  "images": {
    "registry.example/make:4": {
      "digest": "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }
}
```

## Good

```yaml lock
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/make:4
        script: make test
```

```json
{
  "images": {
    "registry.example/make:4": {
      "digest": "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }
}
```

## Fix

None: `pipec lock` writes the lock without it.
"""

from ...diagnostics import Diagnostic, Rule, Span
from ..images import parse_reference

RULE = Rule("PC514", "unused-lock-entry", "error")


def unused(span: Span, reference: str) -> Diagnostic:
    """Return the diagnostic of an entry of the lock that no pipeline needs."""
    parsed = parse_reference(reference)
    full = parsed.tagged if parsed is not None and not parsed.digest else reference
    return RULE.at(
        span,
        f"no pipeline here needs the image `{reference}` of the lock",
        label="unused",
        help="`pipec lock` removes it" if full == reference else f"the lock calls it `{full}`; `pipec lock` mends it",
    )
