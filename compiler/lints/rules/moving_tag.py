"""A tag names a version, not whatever is newest.

`latest`, `stable`, `nightly` and branches are moved by those who publish: the same line means another image next week.
The lock keeps the digest, but whoever renews the lock gets a new major version without asking for one, and the file
does not say which version it was written for. A tag with a digest is exempt, and so is a branch's name with a commit
or a date behind it.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/node:latest
        script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/node:22
        script: make test
```

## Fix

None: which version is meant cannot be known.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..subjects import ImageSubject

RULE = Rule("PC520", "moving-tag", "hint")

_CHANNELS: Final = frozenset({"latest", "stable", "lts", "current", "mainline", "nightly", "edge"})
_BRANCHES: Final = frozenset(
    {"main", "master", "dev", "devel", "develop", "development", "trunk", "head", "snapshot", "unstable", "testing"}
    | {"rolling", "canary", "beta", "alpha", "next", "rc"}
)


def check_image(image: ImageSubject) -> Iterator[Diagnostic]:
    """Yield a hint for a tag that is moved, without a digest."""
    tag = image.reference.tag
    if not image.reference.digest and _moves(tag.lower()):
        source = image.pipeline.source(image.node)
        start = image.text.rindex(f":{tag}") + 1
        span = image.pipeline.context.locate(image.node, start, start + len(tag)) if source else image.node.span
        yield RULE.at(
            span,
            f"the tag `{tag}` of {image.owner} is moved to other images",
            label="means another image tomorrow",
            help="write the tag of a version",
        )


def _moves(tag: str) -> bool:
    """Tell whether a tag is a channel (`lts-slim`) or just a branch; `main-1a2b3c4` and `nightly-20240501` stay."""
    first, *others = tag.split("-")
    return tag in _BRANCHES or (first in _CHANNELS and all(part.isalpha() for part in others))
