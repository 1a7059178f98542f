"""The packages of a system are known before one of them is installed.

The images of Debian and Ubuntu, and those of languages that are built on them, hold no list of packages: without
`apt-get update` in the same step, `apt-get install` finds nothing. Told are Docker Hub's official images alone, whose
contents are known, and not their variants on Alpine; exempt are packages that are files.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - image: docker.io/library/python:3.12-slim
        script: |
          apt-get install -y make
          make
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - image: docker.io/library/python:3.12-slim
        script: |
          apt-get update
          apt-get install -y make
          make
```

## Fix

Unsafe: `apt-get update` is written before it.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..edits import rewrite, unsafe
from ..subjects import ScriptSubject

RULE = Rule("PC561", "missing-update", "warning")

_NEEDED: Final = frozenset({"apt-get", "apt"})
_IMAGES: Final = frozenset(
    f"docker.io/library/{name}"
    for name in ("debian", "ubuntu", "buildpack-deps", "python", "node", "golang", "ruby", "rust", "php", "perl")
)


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning for the first installation without a list of packages."""
    image = script.step.step.image
    if _NEEDED.isdisjoint(script.words) or image is None or image.repository not in _IMAGES:
        return
    if "alpine" in image.reference or "update" in script.text or "sources.list" in script.text:
        return
    for command in script.commands:
        words = command.arguments
        if command.name not in _NEEDED or "install" not in words or any("/" in word for word in words):
            continue
        first = command.bare[0]
        line = f"{script.text[command.start : first.end]} update && {script.text[command.start : first.end]}"
        yield RULE.at(
            script.span(first.start, command.end),
            f"`{image.repository.rpartition('/')[2]}` has no list of packages: `{command.name}` finds none",
            label="fails",
            help=f"run `{first} update` before it, in the same step",
            fix=unsafe("update the list first", rewrite(script, command.start, first.end, line)),
        )
        return
