"""A digest is written into the pipeline where the image stands there in one piece.

`pipec lock --write` puts digests behind the names of images. A name that is made of variables stands for several
images, or for another one tomorrow, and a name that is also used as something else would change that too. Such an image
stays in `pipec.lock`, which serves it as well.

## Bad

```yaml lock=write
version: 1
name: shop
jobs:
  test:
    matrix: {tool: [make, just]}
    steps:
      - image: registry.example/${matrix.tool}:4
        script: run test
```

```json
{
  "images": {
    "registry.example/just:4": {
      "digest": "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    },
    "registry.example/make:4": {
      "digest": "sha256:123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0"
    }
  }
}
```

## Good

```yaml lock=write
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
      "digest": "sha256:123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0"
    }
  }
}
```

## Fix

None: the image stays in the lock.
"""

from collections.abc import Sequence

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC515", "unwritable-image", "warning")


def unwritable(span: Span, references: Sequence[str], reason: str) -> Diagnostic:
    """Return the diagnostic of a place where no digest can be written; `references` are the images that it gives."""
    several = f"the digests of {len(references)} images" if len(references) > 1 else f"the digest of `{references[0]}`"
    stays = "they stay" if len(references) > 1 else "it stays"
    return RULE.at(
        span, f"{several} cannot be written here: {reason}", label="no digest written", help=f"{stays} in `pipec.lock`"
    )
