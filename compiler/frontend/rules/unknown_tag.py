"""A tag is one of YAML's core schema, and fits what it marks.

A word that begins with `!` is a tag to YAML: it says how to read the node after it. Known are `!!str`, `!!int`,
`!!float`, `!!bool`, `!!null`, `!!map` and `!!seq`. A pattern such as `!main` needs quotes.

## Bad

```yaml
version: 1
name: shop
triggers:
  - event: push
    branch:
      - !main
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
triggers:
  - event: push
    branch:
      - "!main"
jobs:
  test:
    steps:
      - script: make test
```

## Fix

Unsafe: quotes make a text of a tag without content.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ...source import Source
from ..tree import Mapping, Node, Scalar

RULE = Rule("PC025", "unknown-tag", "error")

_CORE = frozenset({"!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq"})


def unknown_tag(source: Source, span: Span, tag: str, node: Node) -> Diagnostic:
    """Return the diagnostic of the tag at `span`, short form `tag`, that `node` has or does not fit."""
    if tag in _CORE:
        return RULE.at(
            span,
            f"the tag `{tag}` does not fit {_describe(node)}",
            label="does not fit",
            help="remove the tag, or change the value",
        )
    written = source.text[span.start : span.end]
    bare = isinstance(node, Scalar) and not node.text and node.style == "plain"
    return RULE.at(
        span,
        f"`{written}` is a YAML tag, and an unknown one",
        label="read as a tag because it begins with `!`",
        help=f"write `'{written}'` in quotes if the text is meant"
        if bare
        else "remove it; only tags such as `!!str` are known",
        fix=_quotes(span, written) if bare and "'" not in written else None,
    )


def _quotes(span: Span, written: str) -> Fix:
    return Fix(f"write `'{written}'` in quotes", safe=False, edits=(Edit(span, f"'{written}'"),))


def _describe(node: Node) -> str:
    if isinstance(node, Scalar):
        return f"`{node.text}`" if len(node.text) < 40 else "this text"
    return "a mapping" if isinstance(node, Mapping) else "a list"
