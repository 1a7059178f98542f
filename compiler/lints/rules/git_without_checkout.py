"""A job that asks git has a repository.

With `checkout: false` the workspace begins empty: `git` says that it is in no repository. Exempt are commands that need
none (`git clone`, `git init`, `git ls-remote`, `git config --global`), and jobs that clone, that have inputs, or that
name a repository (`-C`, `--git-dir`, `GIT_DIR`).

## Bad

```yaml
version: 1
name: shop
jobs:
  tell:
    checkout: false
    steps:
      - script: git log -1 --format=%s >subject
```

## Good

```yaml
version: 1
name: shop
jobs:
  tell:
    steps:
      - script: git log -1 --format=%s >subject
```

## Fix

Unsafe: `checkout: true` is written; the job takes a little longer.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule
from ...frontend.tree import Scalar
from ..subjects import JobSubject

RULE = Rule("PC559", "git-without-checkout", "warning")

_ASKS: Final = frozenset(
    {"add", "blame", "branch", "checkout", "commit", "describe", "diff", "fetch", "log", "ls-files", "merge"}
    | {"merge-base", "pull", "push", "rebase", "reset", "rev-list", "rev-parse", "show", "status", "stash", "tag"}
)
_OTHERS: Final = frozenset({"clone", "init", "cd", "pushd", "GIT_DIR", "worktree", "archive"})


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each command that asks a repository which is not there."""
    if job.job.checkout is not None or job.job.inputs or job.checked.instances[0][1]:
        return
    for step in job.steps:
        script = step.script
        if script is None or "git" not in script.words:
            continue
        if not _OTHERS.isdisjoint(script.words) or step.step.working_directory != ".":
            return
        for command in script.commands:
            asks = command.name == "git" and command.arguments[:1] and command.arguments[0] in _ASKS
            if asks and not command.tested and command.operator != "||" and "--no-index" not in command.arguments:
                yield RULE.at(
                    script.span(command.start, command.end),
                    f"job `{job.name}` checks nothing out: there is no repository to ask",
                    label="fails",
                    related=(Label(job.key("checkout"), "nothing is checked out"),),
                    help="check out: `checkout: true`, or clone first",
                    fix=_with_checkout(job),
                )


def _with_checkout(job: JobSubject) -> Fix | None:
    entry = job.body.entry("checkout")
    if entry is None or entry.merged is not None or not isinstance(entry.value, Scalar):
        return None
    return (
        Fix("check out", safe=False, edits=(Edit(entry.value.span, "true"),)) if entry.value.text == "false" else None
    )
