"""A script that asks for history has it.

The checkout brings one commit: `git describe` finds no tag, `git merge-base` no ancestor, `git diff origin/main` no
branch, `git rev-list --count` counts one. Some of them fail, others give a wrong answer. Exempt are jobs whose
`checkout` has another `depth`, steps before which the job fetches or clones for itself, and `git describe` where a
pipeline runs for tags alone or the job has a condition.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: |
          git describe --tags >version
          make
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    checkout: {depth: 0}
    steps:
      - script: |
          git describe --tags >version
          make
```

## Fix

Unsafe: the job gets the whole history; in a large repository that takes its time.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ...frontend.patches import add_key
from ...frontend.tree import Mapping, Scalar
from ..commands import Command
from ..subjects import JobSubject

RULE = Rule("PC555", "shallow-history", "warning")

_FETCHES: Final = frozenset({"fetch", "clone", "pull", "init", "unshallow", "worktree", "am", "submodule"})
_ALWAYS: Final = frozenset({"merge-base", "cherry", "shortlog"})
_RANGES: Final = frozenset({"log", "diff", "rev-list", "format-patch", "rebase"})
_MADE: Final = frozenset({"commit", "merge"})


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each command that needs more commits than the checkout brings."""
    checkout = job.job.checkout
    if checkout is None or checkout.depth != 1:
        return
    on_tags = _is_for_tags(job)
    for step in job.steps:
        script = step.script
        if script is None or "git" not in script.words:
            continue
        if not (_FETCHES | _MADE).isdisjoint(script.words):
            return
        for command in script.commands:
            if command.name != "git" or command.operator == "||" or command.tested:
                continue
            if _looks_back(command) and not (on_tags and command.arguments[0] == "describe"):
                yield RULE.at(
                    script.span(command.start, command.end),
                    f"the checkout of job `{job.name}` has one commit, and this looks for more",
                    label="needs history",
                    help="give the job `checkout: {depth: 0}`",
                    fix=_deeper(job),
                )


def _is_for_tags(job: JobSubject) -> bool:
    """Tell whether a job may run for tags alone, whose checkout has the tag."""
    events = {trigger.event for trigger in job.pipeline.checked.triggers}
    conditions = (job.job.conditional, *(step.step.conditional for step in job.steps))
    return events <= {"tag", "release"} or any(condition is not None for condition in conditions)


def _looks_back(command: Command) -> bool:
    arguments = command.arguments
    name, others = (arguments[0], arguments[1:]) if arguments else ("", ())
    if name == "describe":
        return not {"--always", "--all", "--dirty=", "--help"} & set(others)
    if name in _ALWAYS:
        return True
    if name == "rev-list" and "--count" in others:
        return True
    return name in _RANGES and any(_is_range(word) for word in others if not word.startswith("-"))


def _is_range(word: str) -> bool:
    """Tell whether a word names commits before this one: `A..B`, `origin/main`, `HEAD~2`."""
    before, sign, _ = word.partition("..")
    return bool(sign and before not in {"", "."} and "/" not in before.replace("origin/", "")) or word.startswith(
        ("origin/", "HEAD~", "HEAD^")
    )


def _deeper(job: JobSubject) -> Fix | None:
    entry = job.body.entry("checkout")
    source = job.pipeline.source(job.body)
    edit = None
    if entry is None and source is not None:
        edit = add_key(job.body, "checkout", "{depth: 0}", source)
    elif entry is not None and entry.merged is None:
        value = entry.value
        depth = value.get("depth") if isinstance(value, Mapping) else None
        if isinstance(value, Scalar) and value.text == "true":
            edit = Edit(value.span, "{depth: 0}")
        elif isinstance(depth, Scalar) and depth.text == "1":
            edit = Edit(depth.span, "0")
    return None if edit is None else Fix("take the whole history", safe=False, edits=(edit,))
