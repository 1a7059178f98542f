"""What a script downloads is looked at before it is run.

A download that goes straight into a shell runs whatever the server sends at that moment: another version tomorrow, half
a file when the connection breaks, an attacker's lines when the server or the way to it is not the author's. Nothing of
it is kept, so nobody can say afterwards what was run.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - name: tools
        script: curl -fsSL https://get.example/install.sh | sh
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - name: tools
        script: |
          curl -fsSL -o install.sh https://get.example/1.4/install.sh
          echo "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae  install.sh" | sha256sum -c -
          sh install.sh
```

## Fix

None: the checksum of the file that was meant has to be looked up.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..subjects import ScriptSubject

RULE = Rule("PC530", "piped-download", "warning")

_FETCHES: Final = frozenset({"curl", "wget"})
_RUNS: Final = frozenset({"sh", "bash", "dash", "ash", "ksh", "zsh", "python", "python3", "perl", "ruby", "node"})


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each download that is piped into an interpreter."""
    if _FETCHES.isdisjoint(script.words) or "|" not in script.text:
        return
    commands = script.commands
    for before, after in pairwise(commands):
        if (
            before.operator == "|"
            and before.name in _FETCHES
            and after.name in _RUNS
            and _reads_program(after.arguments)
        ):
            yield RULE.at(
                script.span(before.start, after.end),
                f"what `{before.name}` downloads is run by `{after.name}` unseen",
                label="downloaded and run",
                help="download a fixed version into a file, check its checksum, then run it",
            )


def _reads_program(arguments: tuple[str, ...]) -> bool:
    """Tell whether an interpreter takes its program from standard input: no file and no `-c` or `-m` names one."""
    plain = [word for word in arguments if not word.startswith("-")]
    return "-s" in arguments or not (plain or {"-c", "-e", "-m"} & set(arguments))
