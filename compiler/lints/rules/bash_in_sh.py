"""A script speaks the language of the shell that runs it.

Steps are run by `/bin/sh`, and which shell that is the image decides: bash on Fedora, dash on Debian and Ubuntu, ash on
Alpine. What only bash knows works or not, depending on that; `[ a == b ]` and `source` fail on dash. Told is the first
such place of a script: `[[ … ]]`, `<<<`, `&>`, `<(…)`, arrays, `{1..3}`, `source`, `function f`, `==` within `[ … ]`,
`pipefail`, `shopt`. Exempt are images in whose names stands a system where `sh` is bash, what ash knows on Alpine, and
scripts that test for bash themselves.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: |
          if [[ -e configure ]]; then ./configure; fi
          make
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - shell: [/bin/bash, -e]
        script: |
          if [[ -e configure ]]; then ./configure; fi
          make
```

## Fix

Unsafe: the step gets bash for its shell; the image may have none.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Fix, Rule
from ...frontend.patches import add_key
from ..commands import Command
from ..subjects import ScriptSubject

RULE = Rule("PC554", "bash-in-sh", "hint")

_SIGNS: Final = re.compile(
    r"\[\[|<<<|&>|[<>]\(|=\(|\{-?\d+\.\.|==|\b(?:source|function|pipefail|shopt|mapfile|readarray|pushd|popd|declare)\b"
)
_COMMANDS: Final = frozenset({"source", "shopt", "mapfile", "readarray", "pushd", "popd", "declare", "function"})
_RANGE: Final = r"[^'\"$`\s]*\{-?\d+\.\.-?\d+\}[^`\s]*"
_BASH_SYSTEMS: Final = r"fedora|centos|rocky|alma|redhat|/ubi\d|oraclelinux|amazonlinux|archlinux|opensuse|/bash"
_ASH_SYSTEMS: Final = r"alpine|busybox|docker\.io/library/docker:"
_ASH_KNOWS: Final = frozenset({"[[", "source", "pipefail", "function", "&>", "=="})


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a hint for the first place of a script that `sh` may not understand."""
    shell = script.step.step.shell
    if shell[0].rpartition("/")[2] not in {"sh", "dash", "ash"} or not _SIGNS.search(script.text):
        return
    image = script.step.step.image
    reference = image.reference if image is not None else ""
    if re.search(_BASH_SYSTEMS, reference) or "BASH_VERSION" in script.text or "bash" in script.words:
        return
    ash = bool(re.search(_ASH_SYSTEMS, reference))
    found = [(start, end, what) for start, end, what in _found(script) if not (ash and what in _ASH_KNOWS)]
    if found:
        start, end, what = min(found)
        yield RULE.at(
            script.span(start, end),
            f"`{what}` is bash's, and this script is run by `{shell[0]}`",
            label="depends on the image's `sh`",
            help="give the step a `shell` that knows it, or write it as POSIX does",
            fix=_with_bash(script),
        )


def _found(script: ScriptSubject) -> Iterator[tuple[int, int, str]]:
    """Yield the places of a script that only bash surely knows."""
    text = script.text
    for command in script.commands:
        first = command.words[0]
        if first == "[[" or first in _COMMANDS:
            yield first.start, first.end, str(first)
        elif first == "[" and "==" in command.words:
            sign = next(word for word in command.words if word == "==")
            yield sign.start, sign.end, "=="
        elif first == "set" and "pipefail" in command.words:
            yield command.start, command.end, "pipefail"
        yield from _in_words(command, text)


def _in_words(command: Command, text: str) -> Iterator[tuple[int, int, str]]:
    for item in command.redirections:
        if item.sign in {"<<<", "&>", "&>>"}:
            at = text.find(item.sign, command.start)
            yield (at, at + len(item.sign), item.sign) if at >= 0 else (command.start, command.end, item.sign)
    for word in command.words:
        written = text[word.start : word.end]
        if word == "\0" and written.startswith(("<(", ">(")):
            yield word.start, word.end, written[:2] + "…)"
        elif ".." in written and re.fullmatch(_RANGE, written):
            yield word.start, word.end, written


def _with_bash(script: ScriptSubject) -> Fix | None:
    step = script.step
    source = step.job.pipeline.source(step.body)
    if source is None or step.body.entry("shell") is not None or step.step.shell != ("/bin/sh", "-e"):
        return None
    edit = add_key(step.body, "shell", "[/bin/bash, -e]", source)
    return None if edit is None else Fix("run it by bash", safe=False, edits=(edit,))
