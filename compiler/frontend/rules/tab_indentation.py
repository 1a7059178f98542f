"""Indentation is made of spaces.

YAML forbids tabs there, since they are as wide as each editor likes and the structure hangs on the width.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
\u0009steps:
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

None: how many spaces a tab stands for is the author's to say.
"""

from ...diagnostics import Diagnostic, Rule
from ..syntax_failure import Failure

RULE = Rule("PC011", "tab-indentation", "error")


def tab_indentation(failure: Failure) -> Diagnostic:
    """Return the diagnostic of the tabs at the problem."""
    text, end = failure.source.text, failure.at
    while text[end : end + 1] == "\t":
        end += 1
    return RULE.at(
        failure.span(failure.at, max(end, failure.at + 1)),
        "a tab is used for indentation, where YAML takes only spaces",
        label="a tab" if end <= failure.at + 1 else f"{end - failure.at} tabs",
        help="indent by spaces, two for each level",
    )
