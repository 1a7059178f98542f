"""A memory limit is one that Docker takes.

Docker refuses to create a container with a limit under 6 MiB, so nothing of the project starts. Mostly a unit was
forgotten: `512` are 512 bytes.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    resources: {memory: 4MiB}
environments:
  production:
    runner: compose
```

## Good

```yaml target=compose
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    resources: {memory: 64MiB}
environments:
  production:
    runner: compose
```

## Fix

None: how much the program needs is not known.
"""

from typing import Final

from ....diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC747", "least-memory-on-compose", "error")

LEAST: Final = 6 << 20
"""Bytes; Docker's own limit."""


def too_little(span: Span, owner: str, memory: int) -> Diagnostic:
    """Return the problem of a limit of `memory` bytes for what `owner` names."""
    return RULE.at(
        span,
        f"the memory limit of {owner} is {memory} bytes, and Docker takes none under 6 MiB",
        label="no container starts",
        help="write a size with its unit, such as `64MiB`",
    )
