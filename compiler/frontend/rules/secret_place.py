"""A secret stands in `environment` and `with`, as it is, and nowhere else.

The value of a secret is known to the runner alone, which gives it to a step as a variable. In any other place it would
be written into an emitted file or a command line, where others read it; and what would be computed from it is a value
that the runner does not have.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    secrets: [TOKEN]
    steps:
      - script: ./upload --token ${secrets.TOKEN}
```

## Good

```yaml
version: 1
name: shop
jobs:
  release:
    secrets: [TOKEN]
    steps:
      - environment:
          TOKEN: ${secrets.TOKEN}
        script: ./upload --token "$TOKEN"
```

## Fix

Unsafe: a secret in a script goes into a variable, and the script uses it; whether it needs quotes there is for the
author to see.
"""

from ...diagnostics import Diagnostic, Fix, Label, Rule, Span

RULE = Rule("PC503", "secret-place", "error")


def secret_place(span: Span, name: str, origin: tuple[Label, ...]) -> Diagnostic:
    """Return the diagnostic of a secret in a place where it would be written down."""
    return RULE.at(
        span,
        f"the secret `{name}` cannot stand here",
        label="would be written down",
        related=origin,
        help=f"secrets stand in `environment` and `with` alone, as in `NAME: ${{secrets.{name}}}`",
    )


def secret_in_script(span: Span, name: str, fix: Fix | None) -> Diagnostic:
    """Return the diagnostic of a secret in a script."""
    return RULE.at(
        span,
        f"the secret `{name}` cannot stand in a script",
        label="would be written down",
        help=f"give it to a variable in `environment`, `NAME: ${{secrets.{name}}}`, and use that variable",
        fix=fix,
    )


def secret_in_form(span: Span) -> Diagnostic:
    """Return the diagnostic of a form or expression that computes with a secret."""
    return RULE.at(
        span,
        "a secret cannot be computed with",
        label="its value is not known here",
        help="use the variable that holds the secret as it is",
    )
