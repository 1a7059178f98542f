"""A command that is one string can be split into its arguments.

No shell reads the `command` of a component or the `shell` of a step: the string is split at its spaces, quotes keep
an argument together, a backslash keeps the character after it. A quote that is not closed leaves open where the last
argument ends.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
components:
  web:
    image: registry.example/web:1.4
    command: serve --title "The shop
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
components:
  web:
    image: registry.example/web:1.4
    command: serve --title "The shop"
```

## Fix

None: only the author knows where the argument ends.
"""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC203", "malformed-command", "error")


def unclosed_quote(span: Span) -> Diagnostic:
    """Return the diagnostic of a command with a quote, at `span`, that nothing closes."""
    return RULE.at(
        span,
        "the command has a quote that is not closed",
        label="opened here",
        help="close it, or write the command as a list of its arguments",
    )


def lone_backslash(span: Span) -> Diagnostic:
    """Return the diagnostic of a command that ends with a backslash, at `span`."""
    return RULE.at(
        span,
        "the command ends with a backslash that keeps nothing",
        label="nothing follows",
        help="remove it, double it, or write the command as a list of its arguments",
    )
