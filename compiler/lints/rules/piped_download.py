"""What a script downloads is looked at before it is run.

A download that goes straight into a shell runs whatever the server sends at that moment: another version tomorrow, half
a file when the connection breaks, an attacker's lines when the server or the way to it is not the author's. Nothing of
it is kept, so nobody can say afterwards what was run. `bash <(curl …)`, `sh -c "$(curl …)"` and `eval "$(curl …)"` are
the same thing in other words. An interpreter that is given a program of its own, and reads the download as data, is
exempt.

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

from collections.abc import Iterator, Sequence
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..commands import Command, Word, pipelines
from ..downloads import FETCHES
from ..subjects import ScriptSubject

RULE = Rule("PC530", "piped-download", "warning")

_SHELLS: Final = frozenset({"sh", "bash", "dash", "ash", "ksh", "zsh"})
_RUNS: Final = _SHELLS | {"python", "python3", "perl", "ruby", "node"}
_PROGRAMS: Final = frozenset({"-c", "-e", "-m", "-p"})


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each download that an interpreter takes for its program."""
    if FETCHES.isdisjoint(script.words) or not ("|" in script.text or "(" in script.text or "`" in script.text):
        return
    for row in pipelines(script.commands):
        runner = next((item for item in row[1:] if item.name in _RUNS and _reads_program(item)), None)
        if row[0].name in FETCHES and runner is not None:
            yield _piped(script, row[0], runner, row[0].start, runner.end)
    for command in script.commands:
        word = _program_word(command, script.text)
        fetch = None if word is None else _fetched_in(script.commands, command, word)
        if fetch is not None:
            yield _piped(script, fetch, command, command.start, command.end)


def _piped(script: ScriptSubject, fetch: Command, runner: Command, start: int, end: int) -> Diagnostic:
    return RULE.at(
        script.span(start, end),
        f"what `{fetch.name}` downloads is run by `{runner.name}` unseen",
        label="downloaded and run",
        help="download a fixed version into a file, check its checksum, then run it",
    )


def _reads_program(command: Command) -> bool:
    """Tell whether an interpreter takes its program from standard input: no file and no `-c` or `-m` names one."""
    arguments = command.arguments
    options = [word for word in arguments if word[:1] == "-" and word[:2] != "--"]
    if command.name in _SHELLS:
        given = any("c" in word for word in options)
        if not given and any("s" in word for word in options):
            return True
    else:
        given = any(word[:2] in _PROGRAMS for word in options)
    return not given and all(word.startswith("-") for word in arguments)


def _program_word(command: Command, text: str) -> Word | None:
    """Return the word of a command that it runs as a program, where a substitution stands for it."""
    arguments = command.arguments
    if command.name == "eval":
        word = arguments[0] if len(arguments) == 1 else None
    elif command.name in _RUNS and len(arguments) > 1 and arguments[0] in {"-c", "-e", "-ec"}:
        word = arguments[1]
    elif command.name in _RUNS | {"source", "."}:
        word = next((item for item in arguments if not item.startswith("-")), None)
        word = word if word is not None and text.startswith("<(", word.start) else None
    else:
        return None
    return word if word == "\0" else None


def _fetched_in(commands: Sequence[Command], outer: Command, word: Word) -> Command | None:
    """Return the download that a substitution consists of."""
    inner = [item for item in commands if item.depth > outer.depth and word.start <= item.start < word.end]
    return inner[0] if len(inner) == 1 and inner[0].name in FETCHES else None
