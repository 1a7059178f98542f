"""The lines of one mapping or list begin in the same column.

Indentation says what belongs to what. A line whose indentation is that of nothing above belongs nowhere; one that
is too deep belongs to the text of the line before.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    timeout: 10m
   steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    timeout: 10m
    steps:
      - script: make test
```

## Fix

None: only the author knows where the line belongs.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..syntax_failure import Failure
from ..tree import Scalar

RULE = Rule("PC014", "bad-indentation", "error")


def fits_nothing(failure: Failure) -> Diagnostic:
    """Return the diagnostic of a line whose indentation is that of nothing above."""
    actual, outer = failure.column(failure.at), failure.column(failure.since)
    above = failure.line_before(failure.at)
    inner = failure.content_column(above) if above else outer
    choices = sorted({outer, inner} - {actual})
    return RULE.at(
        failure.rest_of_line(failure.at),
        f"this line is indented by {_spaces(actual)}, which fits nothing above it",
        label="belongs nowhere",
        related=(Label(failure.word(failure.since), f"what is around it is indented by {_spaces(outer)}"),),
        help="indent it by " + " or ".join(map(_spaces, choices)) if choices else "",
    )


def continues(failure: Failure, last: Scalar) -> Diagnostic:
    """Return the diagnostic of a key that is indented so deep that it continues the text of `last`."""
    line = failure.line_of(failure.at)
    start = failure.at - failure.column(failure.at) + failure.indent_of_line(line)
    return RULE.at(
        failure.span(start, failure.at),
        "this line is indented deeper than the one above, which already has a value",
        label="read as more of that value",
        related=(Label(failure.rest_of_line(last.span.start), "the value that it continues"),),
        help="indent both lines equally, or remove the value above if this belongs under it",
    )


def block_not_indented(failure: Failure, above: int) -> Diagnostic:
    """Return the diagnostic of a text that should stand under the `|` or `>` of line number `above`, and does not."""
    end = failure.source.offset(above, 1) + len(failure.source.line(above).rstrip())
    return RULE.at(
        failure.rest_of_line(failure.since),
        "this line is not indented, so it does not belong to the block of text above",
        label="expected a key here",
        related=(Label(failure.span(end - 1, end), "the block of text begins here"),),
        help="indent the text deeper than the key of its block",
    )


def item_among_keys(failure: Failure) -> Diagnostic:
    """Return the diagnostic of a `-` in the column of a mapping's keys."""
    return RULE.at(
        failure.span(failure.at, failure.at + 1),
        "a list item stands among the keys of a mapping",
        label="expected a key",
        related=(Label(failure.word(failure.since), "the first key of the mapping"),),
        help="put the list under a key of its own, or indent it under the key that it belongs to",
    )


def key_among_items(failure: Failure) -> Diagnostic:
    """Return the diagnostic of something else in the column of a list's dashes."""
    return RULE.at(
        failure.rest_of_line(failure.at),
        "this line stands among the items of a list and does not begin with `-`",
        label="expected `- …`",
        related=(Label(failure.span(failure.since, failure.since + 1), "the first item of the list"),),
        help="begin it with `- `, or indent it as what is around the list, or as what is inside the item above",
    )


def _spaces(count: int) -> str:
    return "no spaces" if count == 0 else "1 space" if count == 1 else f"{count} spaces"
