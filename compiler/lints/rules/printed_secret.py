"""A secret is not printed.

What a step prints is kept, and more people read a log than know the secret. Runners hide a secret's exact text where
they can; they do not know it reversed, encoded or broken over two lines. Exempt is what does not reach the log: a pipe
into another program, a file, a substitution; parts and tests of a value (`${#TOKEN}`, `${TOKEN:+set}`); commands within
groups, loops and functions, whose output may go elsewhere.

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
          echo "publishing with $TOKEN"
          ./publish.sh
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
          echo "publishing with a token of ${#TOKEN} characters"
          ./publish.sh
```

## Fix

None: what was meant to be seen cannot be known.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..commands import Command, pipelines
from ..secrets import secret_variables, value_in
from ..subjects import ScriptSubject

RULE = Rule("PC541", "printed-secret", "warning")

_LISTS: Final = frozenset({("env",), ("printenv",), ("set",), ("export",), ("export", "-p"), ("declare", "-p")})
_PRINTERS: Final = frozenset({"echo", "printf"})
_NEEDED: Final = frozenset({"env", "printenv", "set", "export", "declare", *_PRINTERS})
_SHOWS: Final = frozenset({"sort", "cat", "tee", "column", "less", "more"})
_HELP: Final = "leave it out, or print its length: `${#NAME}`"


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each command that prints a secret, or every variable of a step that has secrets."""
    if _NEEDED.isdisjoint(script.words) or "exec" in script.words:
        return
    names = secret_variables(script.step)
    for row in pipelines(script.commands) if names else ():
        command = row[0]
        if command.inside or row[-1].output_kept or any(item.output_kept for item in row if item.operator != "|"):
            continue
        if any(item.name not in _SHOWS or item.redirections for item in row[1:]):
            continue
        name = _printed(command, script.text, names)
        if name:
            span = script.span(command.start, command.end)
            yield RULE.at(span, f"the secret in `{name}` is printed", label="in the log for ever", help=_HELP)
        elif tuple(command.words) in _LISTS:
            listed = ", ".join(f"`{item}`" for item in sorted(names))
            span = script.span(command.start, command.end)
            yield RULE.at(span, f"every variable is printed, with the secret in {listed}", help="print those you need")


def _printed(command: Command, text: str, names: frozenset[str]) -> str:
    """Return the variable whose value a command prints."""
    arguments = command.arguments
    if command.name == "printenv":
        return next((str(word) for word in arguments if word in names), "")
    if command.name not in _PRINTERS or arguments[:1] == ("-v",):
        return ""
    if any(word.startswith("::add-mask::") for word in arguments):
        return ""
    return next((name for word in arguments if (name := value_in(word, text, names))), "")
