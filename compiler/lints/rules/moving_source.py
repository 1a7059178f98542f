"""Code that is taken from a repository has a commit or a tag.

A repository without one is its main branch at that minute: nobody reviewed what runs, the next run takes something
else, and a force push changes what an old commit of this pipeline means. Exempt are references that are a variable.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: pip install git+https://git.example/tools.git
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: pip install git+https://git.example/tools.git@v1.4.2
```

## Fix

None: which commit was meant cannot be known.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..commands import Command, Word
from ..downloads import FETCHES, read_download
from ..options import read_options
from ..subjects import ScriptSubject

RULE = Rule("PC538", "moving-source", "hint")

_BRANCHES: Final = "main|master|HEAD|develop|dev|trunk"
_GIT: Final = rf"(?:[\w\[\],.-]+[ ]*@[ ]*)?git\+(?:https?|ssh)://(?:[^/@\0]+@)?[^@#\0]+(?:[@#](?:{_BRANCHES})?)?(?:#(?:egg|subdirectory)=.*)?"
_GO: Final = rf"[\w./-]+@(?:{_BRANCHES})"
_RAW: Final = (
    rf"https://(?:raw\.githubusercontent\.com/[^/\0]+/[^/\0]+/(?:refs/heads/)?(?:{_BRANCHES})/"
    rf"|github\.com/[^/\0]+/[^/\0]+/(?:raw/(?:{_BRANCHES})/|releases/latest/download/)).*"
)
_NEEDED: Final = FETCHES | {"pip", "pip3", "uv", "pipx", "uvx", "npm", "go", "cargo"}
_CARGO: Final = frozenset({"--git", "--rev", "--tag", "--branch", "--root", "--features", "--bin"})


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each source that is a branch."""
    if _NEEDED.isdisjoint(script.words):
        return
    for command in script.commands:
        for word in _moving(command):
            yield RULE.at(
                script.span(word.start, word.end),
                f"`{command.name}` takes what is on a branch when the step runs",
                label="no commit and no tag",
                help="name a tag or a commit",
            )


def _moving(command: Command) -> Iterator[Word]:
    name, arguments = command.name, command.arguments
    if name in FETCHES:
        if command.operator != "|" and not command.nested:
            yield from (word for word in read_download(command).urls if re.match(_RAW, word))
    elif name == "go" and arguments[:1] in {("install",), ("get",), ("run",)}:
        yield from (word for word in arguments[1:] if re.fullmatch(_GO, word))
    elif name == "cargo" and arguments[:1] == ("install",):
        options = read_options(arguments[1:], _CARGO)
        if options.has("--git") and not options.has("--rev", "--tag"):
            yield options.flags["--git"]
    elif name in _NEEDED or name.startswith("python"):
        yield from (word for word in arguments if re.fullmatch(_GIT, word))
