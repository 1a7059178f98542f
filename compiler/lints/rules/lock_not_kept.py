"""A pipeline installs what the lock says.

`npm install` may change `package-lock.json` and `composer update` always looks for newer versions: what is tested is
not what was committed, and not what the next job gets. `npm ci` and its kin take the lock as it is, and fail when it
does not fit. Exempt are jobs that renew the lock on purpose: those that commit, push, or open a pull request.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: |
          npm install
          npm test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: |
          npm ci
          npm test
```

## Fix

Unsafe: the command that keeps the lock is written; it fails where no lock was committed.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..commands import Command
from ..edits import rewrite, unsafe
from ..options import read_options
from ..subjects import JobSubject, ScriptSubject

RULE = Rule("PC537", "lock-not-kept", "hint")

_UPDATES: Final[dict[tuple[str, str], str]] = {
    ("composer", "update"): "install",
    ("poetry", "update"): "install",
    ("bundle", "update"): "install",
    ("npm", "update"): "ci",
    ("npm", "install"): "ci",
    ("npm", "i"): "ci",
    ("pnpm", "update"): "install",
    ("pnpm", "up"): "install",
    ("yarn", "upgrade"): "install",
}
_PROGRAMS: Final = frozenset(name for name, _ in _UPDATES)
_PARTIAL: Final = (
    "-g",
    "--global",
    "--package-lock-only",
    "--no-package-lock",
    "--no-save",
    "--dry-run",
    "--lock",
    "--minimal-changes",
)
_RENEWING: Final = frozenset({"commit", "push", "pr", "mr", "diff", "outdated", "renovate", "pull-request"})
_VALUED: Final = frozenset({"--prefix", "-C", "--loglevel", "--registry", "--cache", "--omit", "--include", "-d"})


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each command that looks for other versions than the lock's."""
    if _PROGRAMS.isdisjoint(script.words):
        return
    for command in script.commands:
        words = command.bare
        kept = _UPDATES.get((words[0], words[1])) if len(words) > 1 else None
        if (
            kept is not None
            and _is_whole(command)
            and "package-lock.json" not in script.text
            and not _renews(script.step.job)
        ):
            fix = unsafe(f"write `{words[0]} {kept}`", rewrite(script, words[1].start, words[1].end, kept))
            yield RULE.at(
                script.span(words[0].start, words[1].end),
                f"`{words[0]} {words[1]}` may install other versions than the lock says",
                label="may write another lock",
                help=f"use `{words[0]} {kept}`",
                fix=fix,
            )


def _is_whole(command: Command) -> bool:
    """Tell whether a command is about all dependencies, as they are for the project."""
    options = read_options(command.arguments[1:], _VALUED)
    return not options.operands and not options.has(*_PARTIAL)


def _renews(job: JobSubject) -> bool:
    """Tell whether a job is there to bring in newer versions."""
    return any(step.script is not None and not _RENEWING.isdisjoint(step.script.words) for step in job.steps)
