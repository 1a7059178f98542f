"""A mapping has only the keys that the language knows.

A key that nobody reads does nothing: a misspelt `timeout` is no timeout, and nobody notices until it is needed.
So an unknown key is an error, with the nearest known one, or the one that other systems call so.

Keys that begin with `x-` are yours; no key of the language ever will.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
    timout: 10m
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
    timeout: 10m
```

## Fix

Safe where one letter, the case or a dash is wrong. Unsafe where another name is guessed.
"""

from collections.abc import Iterable

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ..tree import Scalar
from ..wording import listed, one_edit_apart, quote, with_article

RULE = Rule("PC101", "unknown-key", "error")


def unknown_key(
    key: Scalar, title: str, valid: Iterable[str], meant: str | None, owner: str | None = None
) -> Diagnostic:
    """Return the diagnostic of `key` in a mapping of this title and with these valid keys.

    `meant` is the valid key that was meant, `owner` the title of a mapping inside this one that has the key.
    """
    advice = [f"valid keys: {listed(sorted(valid))}"]
    if meant:
        advice.insert(0, f"did you mean `{meant}`?")
    elif owner:
        advice.insert(0, f"{quote(key.text)} belongs in {with_article(owner)}")
    return RULE.at(
        key.span,
        f"{with_article(title)} has no key {quote(key.text)}",
        label="unknown key",
        help="\n".join(advice),
        fix=_rename(key, meant) if meant else None,
    )


def _rename(key: Scalar, meant: str) -> Fix:
    safe = len(meant) > 3 and one_edit_apart(key.text, meant)
    return Fix(f"rename it to `{meant}`", safe=safe, edits=(Edit(key.span, meant),))
