"""What a pipeline is made of is given in one file only.

`jobs`, `components`, `environments`, `params` and `global_env` of all included files merge by name, `triggers` are
joined, and every other key may stand in one file. A name that two files define would mean whichever was read last,
and nobody who reads one of them would know.

## Bad

```yaml
version: 1
name: shop
include: [ci/common.yaml]
jobs:
  test:
    steps:
      - script: make test
#--- ci/common.yaml
jobs:
  test:
    steps:
      - script: make check
```

## Good

```yaml
version: 1
name: shop
include: [ci/common.yaml]
jobs:
  test:
    steps:
      - script: make test
#--- ci/common.yaml
jobs:
  check:
    steps:
      - script: make check
```

## Fix

None: only the author knows which of the two is meant.
"""

from typing import Final

from ...diagnostics import Diagnostic, Label, Rule
from ..tree import Scalar

RULE = Rule("PC042", "include-conflict", "error")

_NOUNS: Final = {
    "jobs": "job",
    "components": "component",
    "environments": "environment",
    "params": "parameter",
    "global_env": "variable",
}


def name_in_two_files(owner: str, key: Scalar, first: Scalar) -> Diagnostic:
    """Return the diagnostic of a name under the key `owner` of the pipeline that two files define."""
    return RULE.at(
        key.span,
        f"the {_NOUNS[owner]} `{key.text}` is defined in `{first.span.path}` and again in `{key.span.path}`",
        label="again here",
        related=(Label(first.span, "first defined here"),),
        help="rename one of the two, or remove it",
    )


def key_in_two_files(key: Scalar, first: Scalar) -> Diagnostic:
    """Return the diagnostic of a key of the pipeline that only one file may give."""
    return RULE.at(
        key.span,
        f"`{key.text}` stands in `{first.span.path}` and again in `{key.span.path}`, and only one file may give it",
        label="again here",
        related=(Label(first.span, "first given here"),),
        help="keep it in one file; `jobs`, `components`, `environments`, `params`, `global_env` and `triggers` merge",
    )
