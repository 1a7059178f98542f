"""A key is followed by a colon and a space.

Without the colon, or without the space after it, the line is a text and no key. A list item likewise needs a space
after its `-`.

## Bad

```yaml
version: 1
name:shop
jobs:
  test:
    steps:
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

Unsafe: the space or the colon is put in where it is missing.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule, Span
from ..syntax_failure import Failure

RULE = Rule("PC012", "missing-colon", "error")


def no_space(failure: Failure, colon: int) -> Diagnostic:
    """Return the diagnostic of `key:value`, whose colon stands at offset `colon`."""
    return RULE.at(
        failure.span(colon, colon + 1),
        "a space is missing after this `:`",
        label="not a key without a space",
        help="write `key: value`",
        fix=Fix("put a space after the `:`", safe=False, edits=(Edit(failure.span(colon + 1, colon + 1), " "),)),
    )


def no_space_after_dash(failure: Failure, dash: int) -> Diagnostic:
    """Return the diagnostic of `-item`, whose dash stands at offset `dash`."""
    return RULE.at(
        failure.span(dash, dash + 1),
        "a space is missing after this `-`",
        label="not a list item without a space",
        help="write `- item`",
        fix=Fix("put a space after the `-`", safe=False, edits=(Edit(failure.span(dash + 1, dash + 1), " "),)),
    )


def no_colon_behind(failure: Failure, name: Span) -> Diagnostic:
    """Return the diagnostic of a `name` alone on its line, with the lines that belong to it indented below."""
    text = failure.source.text[name.start : name.end]
    below = failure.at - failure.column(failure.at)
    below += failure.indent_of_line(failure.line_of(failure.at))
    return RULE.at(
        name,
        f"there is no `:` behind `{text}`",
        label=f"expected `{text}:`",
        related=(Label(failure.span(below, failure.at), "what is indented below belongs to a key"),),
        help=f"write `{text}:`",
        fix=Fix("put a `:` behind it", safe=False, edits=(Edit(failure.span(name.end, name.end), ":"),)),
    )


def no_colon(failure: Failure) -> Diagnostic:
    """Return the diagnostic of a line that is neither key nor item."""
    span = failure.rest_of_line(failure.since)
    key, sign, _ = failure.source.text[span.start : span.end].partition("=")
    return RULE.at(
        span,
        "this line is no key: it has no `:`",
        label="expected `key: value`",
        help=f"write `{key.strip()}: …`"
        if sign
        else "write `key: value`; indent the line if it belongs to the text above",
    )
