"""A pipeline, and what it includes, is a file that can be read.

It may be missing, a directory, a pipe, a link to nothing, closed to the user, or larger than 16 MiB. The other files
are still read.

## Bad

```yaml
include: [ci/absent.yaml]
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
include: [ci/common.yaml]
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
#--- ci/common.yaml
global_env:
  LANG: C.UTF-8
```

## Fix

None: the file has to be put there, or the path corrected.
"""

from typing import Final

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC001", "unreadable-file", "error")

_HELP: Final = (
    ("permission", "give the user the right to read it"),
    ("larger", "split it by `include`, or say the same with a matrix"),
    ("not a file", "name a file"),
    ("link", "repair or remove the link"),
)


def unreadable_file(span: Span, display: str, reason: str) -> Diagnostic:
    """Return the diagnostic of the file `display`, asked for at `span`; `reason` ends a sentence about it."""
    return RULE.at(
        span,
        f"`{display}` {reason}",
        label="" if span.path == display else "asked for here",
        help=next((advice for words, advice in _HELP if words in reason), "check the path"),
    )
