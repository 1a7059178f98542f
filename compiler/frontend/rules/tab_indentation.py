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

Unsafe: tabs that lines begin with become spaces, as few as let the file be read or, beside lines with spaces, as many
as put the line below the one above. So do those at the beginning of a script's lines.
"""

import re
from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Rule
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
        fix=_fix(failure, end),
    )


def _fix(failure: Failure, end: int) -> Fix | None:
    """Return the fix of all tabs that lines begin with: where one is indented so, others are, and must fit to it.

    Beside lines with spaces a tab is as wide as the lines around it want, else as narrow as lets the file be read.
    """
    lines = list(_INDENTATION.finditer(failure.source.text))
    if _SPACES.search(failure.source.text):
        wanted: dict[int, int] = {}
        for each in lines:
            wanted.setdefault(each[0].count("\t"), _wanted(failure, each.start()))
        tried: tuple[dict[int, int], ...] = (wanted,)
    else:
        tried = tuple({tabs: width * tabs for tabs in {each[0].count("\t") for each in lines}} for width in (2, 4, 8))
    fixes = (fix_that_loads(failure.source, "indent by spaces", *_edits(failure, end, lines, one)) for one in tried)
    return next((fix for fix in fixes if fix is not None), None)


def _edits(failure: Failure, end: int, lines: list[re.Match[str]], columns: dict[int, int]) -> list[Edit]:
    """Return the edits that put lines with so many tabs before them at these columns."""
    edits = []
    for each in lines:
        tabs = each[0].count("\t")
        spaces = " " * (columns[tabs] + len(each[0]) - tabs)
        edits.append(Edit(failure.span(each.start(), each.end()), spaces))
    if not any(each.start() <= failure.at < each.end() for each in lines):
        edits.append(Edit(failure.span(failure.at, end), "  " * (end - failure.at)))
    return edits


def _wanted(failure: Failure, start: int) -> int:
    """Return how many spaces a line needs that goes on where the one above stands, or belongs to it behind a colon."""
    above = failure.line_before(start)
    deeper = failure.source.line(above).partition(" #")[0].rstrip().endswith(":") if above else False
    return (failure.content_column(above) if above else 0) + 2 * deeper
