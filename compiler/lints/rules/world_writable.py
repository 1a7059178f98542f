"""A file is for those who need it.

`chmod 777` lets every user and every process of the host change a file, and run it changed. Mostly the owner is wrong,
not the permissions: `chown`, or the user of the container, is what helps. `1777` (a shared folder in which only owners
delete) is exempt.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: |
          chmod -R 777 build
          make
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: |
          chmod -R 755 build
          make
```

## Fix

Unsafe: `755`, or `644` for `666`; another user who has to write cannot do so then.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..commands import Word
from ..edits import rewrite, unsafe
from ..subjects import ScriptSubject

RULE = Rule("PC545", "world-writable", "hint")

_NEEDED: Final = frozenset({"chmod"})
_NUMBERS: Final = {"777": "755", "0777": "0755", "666": "644", "0666": "0644"}
_LETTERS: Final = frozenset({"a+w", "o+w", "a+rw", "a+rwx", "a+rwX", "o+rwx", "o+rw", "ugo+rwx", "a=rwx", "ugo+w"})


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each file that everybody may write."""
    if _NEEDED.isdisjoint(script.words):
        return
    for command in script.commands:
        if command.name == "chmod":
            word = next((item for item in command.arguments if not item.startswith("-")), None)
            if word is not None and (word in _NUMBERS or word in _LETTERS):
                yield _tell(script, word)


def _tell(script: ScriptSubject, word: Word) -> Diagnostic:
    number = _NUMBERS.get(word)
    edit = None if number is None else rewrite(script, word.start, word.end, number)
    return RULE.at(
        script.span(word.start, word.end),
        "every user of the host may change these files",
        label="written by all",
        help="give them to the user who needs them: `chown`",
        fix=None if edit is None else unsafe(f"write `{number}`", edit),
    )
