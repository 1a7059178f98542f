"""The value of a parameter is what its declaration allows.

A declaration says the `type`, and may say a `pattern` and an `enum`. The default is held against it like every other
value, so that it cannot be the one value that is never allowed.

## Bad

```yaml
version: 1
name: shop
params:
  region: {type: string, default: erope, enum: [america, europe]}
jobs:
  test:
    environment:
      REGION: ${params.region}
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
params:
  region: {type: string, default: europe, enum: [america, europe]}
jobs:
  test:
    environment:
      REGION: ${params.region}
    steps:
      - script: make test
```

## Fix

Safe where a letter, the case or a dash of a word is wrong, unsafe where another word is guessed. None for all else:
only the author knows whether the value or the declaration is wrong.
"""

from collections.abc import Iterable

from ...diagnostics import Diagnostic, Label, Rule, Span
from ...diagnostics.nearest import nearest
from ...ir.expression import Value
from ..patches import write_name
from ..resolved import value_text
from ..tree import Node, Scalar

RULE = Rule("PC407", "parameter-value", "error")


def wrong_default(name: str, kind: str, node: Node) -> Diagnostic:
    """Return the diagnostic of a default that is not of the declared type."""
    return RULE.at(
        node.span,
        f"the default of parameter `{name}` is not of its type, {kind}",
        label=f"not of type {kind}",
        help=f"{_EXAMPLES.get(kind, 'write a text')}, or change the parameter's `type`",
    )


_EXAMPLES = {"number": "write a number", "boolean": "write `true` or `false`", "array": "write a list"}


def default_breaks(name: str, node: Node, problem: str, allowed: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of a default that the declaration's pattern or enum refuses; `allowed` are its words."""
    near = nearest(node.text, allowed) if isinstance(node, Scalar) and _is_plain(node) else None
    return RULE.at(
        node.span,
        f"the default of parameter `{name}` is not allowed: {problem}",
        label="not allowed",
        help=f"did you mean `{near}`?" if near else "change the default or the declaration",
        fix=write_name(node.span, node.text, near) if near and isinstance(node, Scalar) else None,
    )


def _is_plain(node: Scalar) -> bool:
    return node.style == "plain" and node.used is None


def wrong_given(name: Scalar, kind: str, value: Value, problem: str, span: Span) -> Diagnostic:
    """Return the diagnostic of a value from the command line or a variables file that does not fit."""
    elsewhere = span != name.span
    return RULE.at(
        span,
        f"`{value_text(value)}` cannot be the parameter `{name.text}`: {problem or f'it is not of type {kind}'}",
        label="not allowed" if elsewhere else "declared here",
        related=(Label(name.span, "declared here"),) if elsewhere else (),
        help="give a value that the declaration allows",
    )
