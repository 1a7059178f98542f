"""What a step sets for later commands is used in the same step.

Each step has a shell of its own: variables, the folder, functions and an activated environment end with it. `export`,
`cd` or `activate` as a step's last command do nothing at all, whatever the next step expects. A value goes to later
steps through `$PIPEC_OUTPUT` or `environment`, a folder is `working_directory`. Told are last commands alone; where a
later step reads a variable that nothing defines, that is told there. The way back (`cd ..`, `cd -`) is exempt.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - name: environment
        script: |
          python3 -m venv .venv
          . .venv/bin/activate
      - name: test
        script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - name: test
        script: |
          python3 -m venv .venv
          . .venv/bin/activate
          make test
```

## Fix

None: which of the two steps is wrong cannot be known.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Label, Rule
from ..commands import Command
from ..subjects import JobSubject, StepSubject

RULE = Rule("PC553", "lost-at-the-end", "warning")

_NEEDED: Final = frozenset({"export", "cd", "alias", "source", ".", "umask", "nvm", "conda", "pyenv"})
_NAMED: Final = r"[A-Za-z_][A-Za-z0-9_]*(?:=|\Z)"
_VARIABLE: Final = r"\0[A-Za-z_][A-Za-z0-9_]*\0"
_HELP: Final = {
    "export": "write it into `$PIPEC_OUTPUT`, or give it to the step in `environment`",
    "cd": "give the next step a `working_directory`",
}


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each step that ends with what its shell forgets, before another one."""
    for step, following in zip(job.steps, job.steps[1:], strict=False):
        if step.script is None or following.script is None or not _may_end_so(step.script.text):
            continue
        last = max(step.script.commands, key=lambda item: item.start, default=None)
        what = "" if last is None or _is_told(step, last) else _forgotten(last)
        if last is not None and what:
            yield RULE.at(
                step.script.span(last.start, last.end),
                f"`{what}` is lost: the step ends here, and the next one has a shell of its own",
                label="does nothing",
                related=(Label(following.key("script"), "does not know of it"),),
                help=_HELP.get(last.name, "do it in the step that needs it"),
            )


def _may_end_so(text: str) -> bool:
    """Tell whether the last line begins like what is told; a first look that costs little."""
    line = text.rstrip().rpartition("\n")[2]
    return not _NEEDED.isdisjoint(line.replace(";", " ").replace("&", " ").split())


def _is_told(step: StepSubject, last: Command) -> bool:
    """Tell whether what is lost is told where it is read: as a variable that nothing defines."""
    names = {word.partition("=")[0] for word in last.arguments}
    found = (item for item in step.job.pipeline.context.diagnostics if item.code == "PC411")
    return last.name == "export" and any(f"`{name}`" in item.message for item in found for name in names)


def _forgotten(command: Command) -> str:
    """Return what of a command its shell forgets, where that is all that it does; else nothing."""
    arguments = command.arguments
    if command.inside or command.depth > 1 or command.operator in {"|", "&", "||"} or command.piped:
        return ""
    if command.name == "export":
        plain = [word for word in arguments if "\0" not in re.sub(_VARIABLE, "", word) and re.match(_NAMED, word)]
        return f"export {arguments[0].partition('=')[0]}" if plain == list(arguments) and arguments else ""
    if command.name == "cd":
        return "cd" if arguments and not arguments[0].startswith(("-", "..", "\0", "~")) else ""
    if command.name in {"alias", "umask"}:
        return command.name if arguments else ""
    if command.name in {".", "source"}:
        return "activate" if arguments and arguments[0].endswith("/bin/activate") else ""
    pair = f"{command.name} {arguments[0]}" if arguments else ""
    return pair if pair in {"nvm use", "conda activate", "pyenv shell"} else ""
