"""Nomad would replace or change this text, and knows no escape for it there.

Nomad substitutes `${…}` in many places. Values of variables and scripts are kept from it. Where a text has to stand
in such a place itself, it must not look like a reference; and a command's words must not hold `$${` or `%%{` or
characters outside Unicode's form C.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    volumes: [{name: data, path: '/data/$${node.unique.id}'}]
environments:
  production: {runner: nomad}
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    volumes: [{name: data, path: /data}]
environments:
  production: {runner: nomad}
```

## Fix

None: choose another text, or pass it through a variable.
"""

from ....diagnostics import Diagnostic, Rule, Span
from ....ir.values import Variable

RULE = Rule("PC718", "interpolated-text", "error")


def replaced(span: Span, what: str) -> Diagnostic:
    """Say that Nomad substitutes what looks like a reference."""
    return RULE.at(
        span,
        f"Nomad would replace the `${{…}}` in the {what}",
        label="cannot be escaped there",
        help="choose a text without `${…}`",
    )


def rewritten(span: Span, what: str) -> Diagnostic:
    """Say that the client's reading of `config` would change the text."""
    return RULE.at(
        span,
        f"Nomad would change the {what}: it holds `$${{`, `%%{{` or characters outside Unicode's form C",
        label="cannot be written for Nomad",
        help="pass the text through a variable of `environment`",
    )


def too_long(variable: Variable) -> Diagnostic:
    """Say that a long value can neither be rendered nor be kept from substitution."""
    return RULE.at(
        variable.origin,
        f"the value of `{variable.name}` is over 64 KiB and holds `${{…}}`, which Nomad would replace",
        label="too long for a rendered variable",
        help="shorten the value, or put it into the image or a secret's file",
    )
