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

Unsafe: two spaces are written for each tab that a line begins with, where the file can be read then; tabs at the
beginning of a script's lines are replaced too.
"""

import re
from typing import Final

from ...diagnostics import Diagnostic, Edit, Rule
from ..syntax_failure import Failure
from ..trials import fix_that_loads

_INDENTATION: Final = re.compile(r"^\t[ \t]*", re.MULTILINE)
"""What begins with spaces is left alone: in a script the tabs behind them are content."""

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
        fix=fix_that_loads(failure.source, "write two spaces for each tab", *_spaces(failure, end)),
    )


def _spaces(failure: Failure, end: int) -> list[Edit]:
    """Return the edits of all tabs that lines begin with: where one is indented so, others are, and must fit to it."""
    found = _INDENTATION.finditer(failure.source.text)
    edits = [_written(failure, each.start(), each.end()) for each in found]
    here = _written(failure, failure.at, end)
    inside = any(edit.span.start <= here.span.start < edit.span.end for edit in edits)
    return edits if inside else [*edits, here]


def _written(failure: Failure, start: int, end: int) -> Edit:
    return Edit(failure.span(start, end), failure.source.text[start:end].replace("\t", "  "))
