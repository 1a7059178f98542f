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

Unsafe: tabs that lines begin with become spaces, two for each or, beside lines with spaces, as many as put the line
below the one above, where the file can be read then. So do those at the beginning of a script's lines.
"""

import re
from typing import Final

from ...diagnostics import Diagnostic, Edit, Rule
from ..syntax_failure import Failure
from ..trials import fix_that_loads

_INDENTATION: Final = re.compile(r"^\t[ \t]*", re.MULTILINE)
"""What begins with spaces is left alone: in a script the tabs behind them are content."""
_SPACES: Final = re.compile(r"^ +[^\s#]", re.MULTILINE)

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
    source = failure.source
    lines = list(_INDENTATION.finditer(source.text))
    widths: dict[int, int] = {}
    if _SPACES.search(source.text):  # beside lines with spaces a tab is as wide as the lines around it want
        for each in lines:
            widths.setdefault(each[0].count("\t"), _wanted(failure, each.start()))
    edits = []
    for each in lines:
        tabs = each[0].count("\t")
        spaces = widths.get(tabs, 2 * tabs) + len(each[0]) - tabs
        edits.append(Edit(failure.span(each.start(), each.end()), " " * spaces))
    if not any(each.start() <= failure.at < each.end() for each in lines):
        edits.append(Edit(failure.span(failure.at, end), "  " * (end - failure.at)))
    return edits


def _wanted(failure: Failure, start: int) -> int:
    """Return how many spaces a line needs that goes on where the one above stands, or belongs to it behind a colon."""
    above = failure.line_before(start)
    deeper = failure.source.line(above).partition(" #")[0].rstrip().endswith(":") if above else False
    return (failure.content_column(above) if above else 0) + 2 * deeper
