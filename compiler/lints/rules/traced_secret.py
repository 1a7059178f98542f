"""A script that reads a secret is not traced.

`set -x` prints every command with the values of its variables before it runs: a secret that is an argument stands in
the log, often in a form that the runner does not know to hide. Where a trace is needed, `set +x` before the command
ends it. A trace that begins within a condition, a group or a function is exempt.

## Bad

```yaml
version: 1
name: shop
jobs:
  publish:
    secrets: [token]
    steps:
      - environment: {TOKEN: "${secrets.token}"}
        script: |
          set -ex
          ./publish.sh --token "$TOKEN"
```

## Good

```yaml
version: 1
name: shop
jobs:
  publish:
    secrets: [token]
    steps:
      - environment: {TOKEN: "${secrets.token}"}
        script: |
          set -e
          ./publish.sh --token "$TOKEN"
```

## Fix

Unsafe: the trace is taken out where it is one letter among others; the log says less then.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Fix, Label, Rule, Span
from ...frontend.tree import Mapping
from ..commands import Command, Word
from ..edits import rewrite, unsafe
from ..secrets import secret_variables, value_in
from ..subjects import ScriptSubject

RULE = Rule("PC542", "traced-secret", "warning")

_NEEDED: Final = frozenset({"set"})


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning for a secret that a traced command is given."""
    shell = script.step.step.shell
    traced = any(
        word in {"-x", "xtrace"} or (word[:1] == "-" and word[1:2] != "-" and "x" in word) for word in shell[1:]
    )
    if not traced and _NEEDED.isdisjoint(script.words):
        return
    names = secret_variables(script.step)
    if not names:
        return
    since: Word | None = None
    for command in sorted(script.commands, key=lambda item: item.start):
        found = _switch(command)
        if found is not None:
            traced, since = found[0], found[1]
        elif traced:
            hit = _given(command, script.text, names)
            if hit is not None:
                yield _tell(script, since, *hit)
                return


def _tell(script: ScriptSubject, since: Word | None, word: Word, name: str) -> Diagnostic:
    secret = script.span(word.start, word.end)
    message = f"the trace prints the secret in `{name}`"
    if since is None:
        shell = Label(_shell_span(script), "prints every command with its values")
        return RULE.at(secret, message, label="printed", related=(shell,), help="take `-x` out of the shell's options")
    return RULE.at(
        script.span(since.start, since.end),
        message,
        label="prints every command with its values",
        related=(Label(secret, "the secret is here"),),
        help="trace nothing, or write `set +x` before the secret is read",
        fix=_quieter(script, since),
    )


def _switch(command: Command) -> tuple[bool, Word] | None:
    """Return whether a command begins a trace or ends it, and the word that does; None for any other."""
    if (
        command.name != "set"
        or command.nested
        or (command.inside and not any("+" in word for word in command.arguments))
    ):
        return None
    for place, word in enumerate(command.arguments):
        named = word[1:] == "o" and command.arguments[place + 1 : place + 2] == ("xtrace",)
        if word[:1] in {"-", "+"} and ("x" in word[1:] or named):
            return word[0] == "-", word
        if word == "--":
            break
    return None


def _given(command: Command, text: str, names: frozenset[str]) -> tuple[Word, str] | None:
    """Return the first word of a command that gives the value of a secret."""
    for word in (*command.assignments, *command.words):
        name = value_in(word, text, names)
        if name:
            return word, name
    return None


def _quieter(script: ScriptSubject, word: Word) -> Fix | None:
    letters = word.replace("x", "")
    if len(letters) < 2 or "o" in letters:
        return None
    return unsafe("remove `x`", rewrite(script, word.start, word.end, letters))


def _shell_span(script: ScriptSubject) -> Span:
    """Return where the shell stands that traces: at the step, else in the defaults."""
    step = script.step
    defaults = step.job.pipeline.body.get("defaults")
    entry = step.body.entry("shell") or (defaults.entry("shell") if isinstance(defaults, Mapping) else None)
    return step.body.span if entry is None else entry.key.span
