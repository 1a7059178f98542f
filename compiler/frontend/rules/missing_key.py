"""A mapping has the keys that it cannot do without.

Some keys have no default, since none would be right for everybody: the paths of an artifact, the port of a health
check over HTTP, the environment of a deployment.

## Bad

```yaml
version: 1
name: shop
triggers:
  - cron: {name: nightly, schedule: 30 4 * * *}
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
  - event: cron
    cron: {name: nightly, schedule: 30 4 * * *}
jobs:
  test:
    steps:
      - script: make test
```

## Fix

Unsafe: the only word is written that fits the keys beside it, such as `event: cron` beside `cron`. None where a value
would have to be guessed.
"""

from ...diagnostics import Change, Diagnostic, Rule, Span
from ..schema import MappingShape
from ..tree import Mapping, Scalar
from ..wording import listed, uncapitalized, with_article

RULE = Rule("PC104", "missing-key", "error")


def missing_keys(
    node: Mapping,
    mapping: MappingShape,
    lacking: list[str],
    key: Scalar | None,
    *,
    title: str = "",
    values: list[str] | None = None,
    meant: str = "",
) -> Diagnostic:
    """Return the diagnostic of a mapping that lacks keys, at its `key` or else at its first one.

    `values` are the words that the missing key may have, `meant` is the only one that fits the other keys.
    """
    about = f"one of {listed(values, 'or')}" if values else mapping.description(lacking[0]).rstrip(".")
    return RULE.at(
        place(node, key),
        f"{with_article(title or mapping.title)} needs the key{'s' if len(lacking) > 1 else ''} {listed(lacking)}",
        label=f"no {listed(lacking, 'or')} here",
        help=f"`{lacking[0]}`: {uncapitalized(about)}" if about else "",
        change=Change(node.span, lacking[0], meant) if meant else None,
    )


def companion_missing(node: Mapping, owner: str, lacking: list[str]) -> Diagnostic:
    """Return the diagnostic of a key that makes no sense without others."""
    entry = node.entry(owner)
    return RULE.at(
        node.span if entry is None else entry.key.span,
        f"`{owner}` needs {listed(lacking)} beside it",
        label=f"no {listed(lacking, 'or')} beside it",
        help=f"add {listed(lacking)}, or take `{owner}` away",
    )


def place(node: Mapping, key: Scalar | None) -> Span:
    """Return where a mapping is reported: its key, in a list its first key, else all of it."""
    if key is not None:
        return key.span
    return node.entries[0].key.span if node.entries else node.span
