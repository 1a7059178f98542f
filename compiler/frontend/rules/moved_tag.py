"""The tag of a locked image still points at the digest in the lock.

Nothing is wrong with a lock whose tags have moved on: it does what a lock is for. `pipec lock --check --online` asks,
so that a scheduled job can tell when there is something new to take in.

## Bad

```yaml lock=moved
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

None: `pipec lock --update IMAGE` takes in what the tag points at now.
"""

from collections.abc import Sequence

from ...diagnostics import Diagnostic, Label, Rule, Span
from ...ir.values import Image

RULE = Rule("PC516", "moved-tag", "error")


def moved(images: Sequence[Image], now: str, locked: Span) -> Diagnostic:
    """Return the diagnostic of an image whose tag points at the digest `now`, and not at the locked one any more."""
    first = images[0]
    return RULE.at(
        first.origin,
        f"the tag of `{first.reference}` has moved since it was locked",
        label=f"now {now[:19]}…",
        related=(Label(locked, "locked here"),),
        help=f"`pipec lock --update {first.reference}` takes it in; until then the locked one is used",
    )
