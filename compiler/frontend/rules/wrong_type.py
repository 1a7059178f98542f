"""A value has the type that its key wants.

A list where a mapping belongs, or a text where a number belongs, was meant as something that the file does not
say. YAML 1.2 knows no other booleans than `true` and `false`; quotes make a text of anything.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
    retry_count: "2"
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
    retry_count: 2
```

## Fix

Safe for a quoted number or boolean, and for `yes`, `no`, `on` and `off`. None otherwise.
"""

from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ..schema import Choice, MappingShape, Shape
from ..tree import Node, Scalar
from ..wording import expected, found, listed, plain_alternatives, with_examples

RULE = Rule("PC102", "wrong-type", "error")

_WORDS: Final = {
    "y": "true",
    "yes": "true",
    "on": "true",
    "n": "false",
    "no": "false",
    "off": "false",
    "true": "true",
    "false": "false",
}


def wrong_type(node: Node, shape: Shape, key: Scalar | None, values: list[str] | None = None) -> Diagnostic:
    """Return the diagnostic of a node of the wrong kind under `key`; `values` are the words that it may be."""
    wanted = f"one of {listed(values, 'or')}" if values else expected(shape)
    return RULE.at(
        node.span,
        f"{_subject(key)} {wanted}, found {found(node)}",
        label=f"{found(node)}",
        help=_advice(node, shape),
        fix=_named_type(node, shape),
    )


def wrong_scalar(node: Scalar, shape: Shape, key: Scalar | None) -> Diagnostic:
    """Return the diagnostic of a scalar of the wrong type under `key`."""
    examples = with_examples(shape)
    fix = _plain(node, shape)
    return RULE.at(
        node.span,
        f"{_subject(key)} {expected(shape)}, found {found(node)}",
        label=f"{found(node)}",
        help=fix.title if fix else f"such as {examples}" if examples else "",
        fix=fix,
    )


def _subject(key: Scalar | None) -> str:
    return "expected" if key is None else f"`{key.text}` expects"


def _advice(node: Node, shape: Shape) -> str:
    if shape.sequence is not None and shape.scalar is None and node.kind == "mapping":
        return "begin each item with `- `"
    if isinstance(shape.mapping, MappingShape) and shape.sequence is None and node.kind == "sequence":
        return "write `KEY: VALUE` on each line, without the `-`"
    if shape.scalar is not None and node.kind == "mapping":
        return "write a text, or a list of its lines" if shape.sequence is not None else "write a single value"
    if isinstance(shape.mapping, Choice) and shape.mapping.key and shape.mapping.default is None:
        return f"write a mapping with `{shape.mapping.key}`: {listed(shape.mapping.table, 'or')}"
    if isinstance(shape.mapping, MappingShape) and node.kind == "scalar":
        return _needed_keys(shape.mapping)
    return ""


def _needed_keys(mapping: MappingShape) -> str:
    """Return the form of what others write in one word, such as the `8080:80` of Compose."""
    needed = mapping.required | next(iter(mapping.one_of), 0)
    keys = [key for key, (_, bit) in mapping.properties.items() if bit & needed]
    return f"write it as a mapping: `{{{', '.join(f'{key}: …' for key in keys)}}}`" if keys else ""


def _named_type(node: Node, shape: Shape) -> Fix | None:
    """Return a repair of `strategy: rolling`."""
    choice = shape.mapping
    if (
        not isinstance(node, Scalar)
        or not isinstance(choice, Choice)
        or not choice.key
        or node.text not in choice.table
    ):
        return None
    text = f"{{{choice.key}: {node.text}}}"
    return Fix(f"write `{text}`", safe=True, edits=(Edit(node.span, text),))


def _plain(node: Scalar, shape: Shape) -> Fix | None:
    """Return a repair of `"3"` where a number belongs, or of `yes` where a boolean does."""
    from ..shape import fits

    if shape.scalar is None:
        return None
    text = node.text
    if any("boolean" in alternative.types for alternative in plain_alternatives(shape)):
        text = _WORDS.get(text.casefold(), text)
    if text == node.text and (node.style == "plain" or not fits(Scalar(text, "plain", node.span), shape.scalar)):
        return None
    return Fix(f"write `{text}`", safe=True, edits=(Edit(node.span, text),))
