"""Quotes and brackets that open also close.

An open quote or bracket swallows the lines after it, and the reader stumbles far from the mistake.

## Bad

```yaml
version: 1
name: "shop
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

Unsafe: the quote or bracket is closed at the end of its line, or what closes nothing is removed, where the file can be
read then.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule, Span
from ...source import Source
from ..syntax_failure import Failure
from ..tree import Scalar
from ..trials import fix_that_loads

RULE = Rule("PC013", "unbalanced", "error")


def open_quote(source: Source, span: Span, closed: int | None = None) -> Diagnostic:
    """Return the diagnostic of the quote at `span`, never closed or only at offset `closed`, lines below."""
    quote = source.text[span.start]
    related = () if closed is None else (Label(Span(span.path, closed, closed + 1), "it closes only here"),)
    return RULE.at(
        span,
        f"this quote `{quote}` is not closed" if closed is None else f"this quote `{quote}` is not closed on its line",
        label="opened here",
        related=related,
        help=f"close it with `{quote}`; inside, write " + ("`''` for a quote" if quote == "'" else '`\\"` for a quote'),
        fix=_closed(source, span.start, quote),
    )


def after_quote(failure: Failure, last: Scalar) -> Diagnostic:
    """Return the diagnostic of text behind the closing quote of `last`."""
    quote = failure.source.text[last.span.start]
    return RULE.at(
        failure.rest_of_line(failure.at),
        f"text follows the closing `{quote}`",
        label="after the end of the value",
        related=(Label(last.span, "the value in quotes"),),
        help="put the whole value in quotes; inside, write "
        + ("`''` for a quote" if quote == "'" else '`\\"` for a quote'),
    )


def open_bracket(failure: Failure) -> Diagnostic:
    """Return the diagnostic of a bracket that the end, or another line, finds open."""
    text = failure.source.text
    opening = text[failure.since]
    closing = "]" if opening == "[" else "}"
    place = failure.span(failure.at, failure.at + bool(failure.char))
    return RULE.at(
        failure.span(failure.since, failure.since + 1),
        f"this `{opening}` is not closed",
        label="opened here",
        related=(Label(place, f"`,` or `{closing}` expected before this"),) if text[failure.at :].strip() else (),
        help=f"close it with `{closing}`",
        fix=_closed(failure.source, failure.since, closing),
    )


def closes_nothing(failure: Failure) -> Diagnostic:
    """Return the diagnostic of a closing bracket without its opening one."""
    return RULE.at(
        failure.span(failure.at, failure.at + 1),
        f"this `{failure.char}` closes nothing",
        label="nothing is open here",
        help="remove it, or put the value in quotes if it belongs to a text",
        fix=fix_that_loads(failure.source, "remove it", Edit(failure.span(failure.at, failure.at + 1), "")),
    )


def _closed(source: Source, start: int, closing: str) -> Fix | None:
    """Return the fix that closes at the end of the line what begins at `start`."""
    end = Failure(source, "", "", start, start, None).rest_of_line(start).end
    return fix_that_loads(source, f"put `{closing}` at the end of the line", Edit(Span(source.path, end, end), closing))
