"""A pipeline file is valid YAML.

Something stands where YAML has no place for it. The commonest mistakes have rules of their own; this one tells the
rest.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
    environment: - A
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

None: the text has to be corrected.
"""

from ...diagnostics import Diagnostic, Label, Rule, Span
from ...source import Source
from ..syntax_failure import Failure

RULE = Rule("PC010", "yaml-syntax", "error")


def unknown(source: Source, words: str) -> Diagnostic:
    """Return the diagnostic of an error that has no place, told in the parser's `words`."""
    first = words.splitlines()[0] if words else "unreadable"
    return RULE.at(Span(source.path, 0, 0), f"the file is not valid YAML: {first}")


def other(failure: Failure) -> Diagnostic:
    """Return the diagnostic of an error in the parser's words."""
    return RULE.at(
        failure.span(failure.at, failure.at + bool(failure.char)),
        f"this is not valid YAML: {failure.problem}",
        label="not understood from here",
    )


def block_in_brackets(failure: Failure) -> Diagnostic:
    """Return the diagnostic of a `|` or `>` inside brackets."""
    return RULE.at(
        failure.span(failure.at, failure.at + 1),
        f"a value inside brackets cannot begin with `{failure.char}`",
        label="a block of text cannot stand here",
        help="quote the value, or write the list or mapping without brackets, one entry a line",
    )


def second_colon(failure: Failure) -> Diagnostic:
    """Return the diagnostic of a `:` where no key can end."""
    return RULE.at(
        failure.span(failure.at, failure.at + 1),
        "this `:` follows something that cannot be a key",
        label="unexpected",
        help="put the value in quotes if the `:` belongs to it, or begin a new line for the key",
    )


def list_beside_key(failure: Failure) -> Diagnostic:
    """Return the diagnostic of `key: - item`."""
    return RULE.at(
        failure.span(failure.at, failure.at + 1),
        "a list cannot begin on the line of its key",
        label="the first item",
        help="put each `- item` on a line of its own, or write the list as `[item, item]`",
    )


def text_beside_block(failure: Failure) -> Diagnostic:
    """Return the diagnostic of text on the line of a `|` or `>`."""
    sign = failure.source.text[failure.since]
    start = failure.since + 1
    while failure.source.text[start : start + 1] in {" ", "\t"}:
        start += 1
    return RULE.at(
        failure.rest_of_line(start),
        f"text cannot follow `{sign}` on its line",
        label="begin a new line here",
        related=(Label(failure.span(failure.since, failure.since + 1), "the block of text begins on the next line"),),
        help=f"put the text on the next line, indented, or remove the `{sign}`",
    )


def value_missing(failure: Failure) -> Diagnostic:
    """Return the diagnostic of a `,` with nothing before it."""
    return RULE.at(
        failure.span(failure.at, failure.at + 1),
        "a value is missing before this `,`",
        label="nothing before it",
        help="remove one `,`, or write a value",
    )


def no_comma(failure: Failure) -> Diagnostic:
    """Return the diagnostic of brackets in which two entries follow each other without a `,`."""
    opening = failure.source.text[failure.since]
    closing = "]" if opening == "[" else "}"
    return RULE.at(
        failure.span(failure.at, failure.at + 1),
        f"a `,` or `{closing}` is missing before this",
        label=f"expected `,` or `{closing}`",
        related=(Label(failure.span(failure.since, failure.since + 1), "opened here"),),
        help="put a text that has brackets, commas or colons in quotes",
    )


def text_after_value(failure: Failure) -> Diagnostic:
    """Return the diagnostic of text on a line whose value is already complete."""
    return RULE.at(
        failure.rest_of_line(failure.at),
        "the value before this is already complete",
        label="unexpected",
        help="put the whole value in quotes, or begin a new line",
    )
