"""A package is what its publisher signed.

The manager's own check of signatures is what stands between a mirror, or whoever is on the way to it, and a program
that runs as root. What helps is the publisher's key, once, in the image or in the step. Exempt are packages that are
files in the workspace, such as those that the pipeline has built.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: |
          apt-get update
          apt-get install -y --allow-unauthenticated protobuf-compiler
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: |
          apt-get update
          apt-get install -y protobuf-compiler
```

## Fix

Unsafe: the option is taken out; the package is refused where its key is not known.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..commands import Command, Word
from ..edits import remove_words, unsafe
from ..subjects import ScriptSubject

RULE = Rule("PC536", "unsigned-packages", "warning")

_OPTIONS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(("apt", "apt-get"), frozenset({"--allow-unauthenticated", "--force-yes"})),
    **dict.fromkeys(("dnf", "yum", "microdnf"), frozenset({"--nogpgcheck", "--no-gpgchecks"})),
    "apk": frozenset({"--allow-untrusted"}),
    "rpm": frozenset({"--nosignature"}),
    "zypper": frozenset({"--no-gpg-checks"}),
}
_FILES: Final = (".rpm", ".apk", ".deb")


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each command that takes packages without a signature."""
    if _OPTIONS.keys().isdisjoint(script.words):
        return
    for command in script.commands:
        word = _option(command)
        if word is not None:
            yield RULE.at(
                script.span(word.start, word.end),
                f"`{command.name}` takes packages that nobody signed",
                label="signatures are not checked",
                help="add the publisher's key instead",
                fix=unsafe(f"remove `{word}`", remove_words(script, command, word)),
            )


def _option(command: Command) -> Word | None:
    options = _OPTIONS.get(command.name, frozenset())
    found = next((word for word in command.arguments if word in options), None)
    if found is None or any(word.endswith(_FILES) and "://" not in word for word in command.arguments):
        return None
    return None if any(word.startswith(("/", "./")) for word in command.arguments) else found
