"""A text that looks like YAML's own signs stands in quotes.

Plain text cannot begin with `@`, a back-quote, `%`, `*`, `&` or `!`, and cannot contain `: `. Inside brackets it
cannot contain brackets and commas either, so that `${NAME}` needs quotes there.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    environment: {REGION: ${CI_COMMIT_BRANCH}}
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    environment: {REGION: "${CI_COMMIT_BRANCH}"}
    steps:
      - script: make test
```

## Fix

Unsafe: quotes are put around the text that seems meant.
"""

from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ...source import Source

RULE = Rule("PC015", "needs-quotes", "error")

_MEANINGS: Final = {
    "*": "read as an alias",
    "&": "read as an anchor",
    "!": "read as a tag",
    ">": "read as the beginning of a block of text",
    "|": "read as the beginning of a block of text",
    "%": "read as a directive",
    "?": "read as the beginning of a key",
}


def starts_with(source: Source, span: Span) -> Diagnostic:
    """Return the diagnostic of the value at `span`, which begins with a sign that YAML keeps for itself."""
    sign = source.text[span.start]
    name = "a back-quote" if sign == "`" else f"`{sign}`"
    return RULE.at(
        span,
        f"a value that begins with {name} needs quotes",
        label=_MEANINGS.get(sign, "not a text without quotes"),
        help="put it in quotes",
        fix=_quotes(source, span),
    )


def contains_colon(source: Source, span: Span) -> Diagnostic:
    """Return the diagnostic of the value at `span`, which has a colon and a space in it."""
    return RULE.at(
        span,
        "a value that contains `: ` needs quotes",
        label="would be a key in a value",
        help="put it in quotes; if a key is meant, begin a new line",
        fix=_quotes(source, span),
    )


def reference_in_brackets(source: Source, span: Span) -> Diagnostic:
    """Return the diagnostic of the value at `span`, with a `${` inside brackets."""
    return RULE.at(
        span,
        "a value with `${` needs quotes inside brackets",
        label="the `{` begins a mapping",
        help="put it in quotes",
        fix=_quotes(source, span),
    )


def _quotes(source: Source, span: Span) -> Fix | None:
    written = source.text[span.start : span.end]
    quote = "'" if "'" not in written else '"'
    if quote in written or (quote == '"' and "\\" in written):
        return None
    edits = (Edit(Span(span.path, span.start, span.start), quote), Edit(Span(span.path, span.end, span.end), quote))
    return Fix("put it in quotes", safe=False, edits=edits)
