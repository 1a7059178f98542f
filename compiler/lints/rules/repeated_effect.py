"""What is tried again can be done twice.

A version is published once: when a later command fails and the step or the job is tried again, the registry refuses
what is there already, and the second attempt fails for another reason than the first. Told is what can be done once
only (publishing a version, making a release), where something that may fail comes after it. Exempt are commands that
pass over what is there (`--skip-existing`, `--skip-duplicate`), dry runs, and what stands within a condition.

## Bad

```yaml
version: 1
name: shop
jobs:
  publish:
    retry_count: 2
    steps:
      - name: publish
        script: npm publish
      - name: tell
        script: ./tell.sh
```

## Good

```yaml
version: 1
name: shop
jobs:
  publish:
    steps:
      - name: publish
        script: npm publish
  tell:
    depends_on: [publish]
    retry_count: 2
    steps:
      - name: tell
        script: ./tell.sh
```

## Fix

None: whether the retry or the order is wrong cannot be known.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Label, Rule, Span
from ...frontend.tree import Mapping
from ..commands import Command
from ..subjects import StepSubject

RULE = Rule("PC556", "repeated-effect", "hint")

_ONCE: Final[dict[tuple[str, ...], str]] = {
    ("npm", "publish"): "npm publish",
    ("pnpm", "publish"): "pnpm publish",
    ("yarn", "publish"): "yarn publish",
    ("yarn", "npm", "publish"): "yarn npm publish",
    ("cargo", "publish"): "cargo publish",
    ("poetry", "publish"): "poetry publish",
    ("twine", "upload"): "twine upload",
    ("gem", "push"): "gem push",
    ("gh", "release", "create"): "gh release create",
    ("glab", "release", "create"): "glab release create",
    ("dotnet", "nuget", "push"): "dotnet nuget push",
}
_NEEDED: Final = frozenset(key[-1] for key in _ONCE)
_PASSES_OVER: Final = frozenset(
    {"--skip-existing", "--skip-duplicate", "--dry-run", "-n", "--tolerate-republish", "--help", "--draft"}
)


def check_step(step: StepSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each command that cannot be done twice, where it may be."""
    script = step.script
    if script is None or _NEEDED.isdisjoint(script.words):
        return
    tries_step = step.step.retry_count > 0
    tries_job = step.job.job.retry.max_attempts > 1
    if not (tries_step or tries_job):
        return
    commands = [command for command in script.commands if command.depth == 1]
    for place, command in enumerate(commands):
        name = _done_once(command)
        followed_here = place + 1 < len(commands)
        later = tries_job and step is not step.job.steps[-1]
        if name and (followed_here or later):
            yield RULE.at(
                script.span(command.start, command.end),
                f"`{name}` is done again when what follows it fails, and cannot be done twice",
                label="once only",
                related=(Label(_retry(step, own=tries_step and followed_here), "tried again"),),
                help="publish last, and in a job of its own without a retry",
            )


def _done_once(command: Command) -> str:
    if command.inside or command.tested or command.operator == "||":
        return ""
    words = command.bare
    name = _ONCE.get(words[:2]) or _ONCE.get(words[:3])
    if name is None and command.name.startswith("python") and words[1:4] == ("-m", "twine", "upload"):
        name = "twine upload"
    return "" if name is None or _PASSES_OVER & set(words) else name


def _retry(step: StepSubject, *, own: bool) -> Span:
    """Return where it is written that a step is tried again."""
    if own:
        return step.key("retry_count")
    job = step.job
    policy = job.pipeline.body.entry("retry_policy")
    if job.body.entry("retry_count") is None and policy is not None:
        attempts = policy.value.entry("max_attempts") if isinstance(policy.value, Mapping) else None
        return policy.key.span if attempts is None else attempts.key.span
    return job.key("retry_count")
