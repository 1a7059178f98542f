"""What a step installs is used in the same step.

Each step with an image has a container of its own; only the workspace stays. A step that does nothing but install
packages of the system, or Python packages outside a virtual environment, leaves nothing to the next one. What several
steps need belongs into their image. Exempt are virtual environments and folders of the workspace (`--target`, `-t`,
`--prefix`, `--user`), packages that are files (a step that tries what was built), steps that do something else besides,
and steps without an image.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: install
        image: registry.example/python:3.12
        script: pip install -r requirements.txt
      - name: test
        image: registry.example/python:3.12
        script: pytest
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: test
        image: registry.example/python:3.12
        script: |
          pip install -r requirements.txt
          pytest
```

## Fix

None: whether it belongs into the next step or into its image cannot be known.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Label, Rule
from ..commands import Command
from ..options import read_options
from ..subjects import JobSubject, StepSubject

RULE = Rule("PC560", "lost-installation", "warning")

_SYSTEM: Final = frozenset({"apt", "apt-get", "apk", "dnf", "yum", "microdnf", "zypper"})
_INSTALLS: Final = frozenset({"install", "add", "upgrade", "dist-upgrade", "groupinstall"})
_AROUND: Final = frozenset({"set", "export", "echo", "printf", ":", "true"})
_ELSEWHERE: Final = ("--target", "-t", "--prefix", "--root", "--user", "--dry-run", "--python", "--download-only", "-d")
_VARIABLES: Final = frozenset({"VIRTUAL_ENV", "PYTHONUSERBASE", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PYTHONPATH"})
_PIP_FILES: Final = frozenset({"-r", "-c", "--requirement", "--constraint", "-i", "--index-url", "--extra-index-url"})
_NEEDED: Final = _SYSTEM | {"pip", "pip3"}


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each step that only installs, before another one."""
    for step, following in zip(job.steps, job.steps[1:], strict=False):
        script = step.script
        if script is None or step.step.image is None or following.step.script is None:
            continue
        if _NEEDED.isdisjoint(script.words) or any(item.name in _VARIABLES for item in step.step.environment):
            continue
        installing = _only_installs(step)
        if installing is not None:
            yield RULE.at(
                script.span(installing.start, installing.end),
                f"what {_owner(step)} installs is gone when it ends: the next step has a container of its own",
                label="lost",
                related=(Label(following.key("script"), "runs without it"),),
                help="install it in the step that needs it, or use an image that has it",
            )


def _owner(step: StepSubject) -> str:
    return f"step `{step.declaration.name}`" if step.declaration.named else "this step"


def _only_installs(step: StepSubject) -> Command | None:
    """Return the last command that installs, in a script that does nothing else."""
    script = step.script
    last = None
    for command in script.commands if script is not None else ():
        if _installs(command):
            last = command
        elif not (command.name in _AROUND or command.name in _SYSTEM or _tidies(command)) or command.redirections:
            return None
    return last


def _installs(command: Command) -> bool:
    arguments = command.arguments
    if command.name in _SYSTEM:
        return not _INSTALLS.isdisjoint(arguments) and not any("/" in word for word in arguments)
    python = command.name in {"python", "python3"} and arguments[:2] == ("-m", "pip")
    if not python and command.bare[:1] not in {("pip",), ("pip3",)}:
        return False
    elsewhere = any(word.partition("=")[0] in _ELSEWHERE for word in arguments)
    files = any("/" in word for word in read_options(arguments, _PIP_FILES).operands)
    return "install" in arguments and not elsewhere and not files


def _tidies(command: Command) -> bool:
    return command.name == "rm" and all(word.startswith(("-", "/var/")) for word in command.arguments)
