"""A default is what somebody gets.

Where every step names an image of its own, the image in `defaults` is used by none: whoever raises its version changes
nothing. The same holds for the shell, the working directory, the resources and the checkout. Defaults that an included
file gives may serve other pipelines: nothing is said of them.

## Bad

```yaml
version: 1
name: shop
defaults:
  image: registry.example/build:1
  shell: bash -e
jobs:
  build:
    steps:
      - image: registry.example/go:1.24
        script: go build ./...
  test:
    steps:
      - image: registry.example/python:3.13
        script: pytest
```

## Good

```yaml
version: 1
name: shop
defaults:
  shell: bash -e
jobs:
  build:
    steps:
      - image: registry.example/go:1.24
        script: go build ./...
  test:
    steps:
      - image: registry.example/python:3.13
        script: pytest
```

## Fix

Safe: the default is removed; every step has what it had.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Fix, Rule
from ...frontend.removals import remove_nested
from ...frontend.tree import Entry, Mapping, Node, Scalar
from ..subjects import JobSubject, Pipeline

RULE = Rule("PC862", "unused-default", "hint")


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a hint for each default that everything below replaces."""
    defaults = pipeline.body.get("defaults")
    if not isinstance(defaults, Mapping):
        return
    for entry in defaults:
        bodies = list(_users(pipeline.jobs, entry.key.text))
        given = [body.get(entry.key.text) for body in bodies]
        if not bodies or not all(given) or not pipeline.owns(entry.key.span) or _repeats(entry, given):
            continue
        key = entry.key.text
        edit = remove_nested(pipeline.body, "defaults", entry, pipeline.source(entry.key))
        yield RULE.at(
            entry.key.span,
            f"every {'job' if key in _OF_JOBS else 'step'} has its own `{key}`: nobody gets this default",
            label="nobody gets it",
            help="remove it, or the values below that should be this one",
            fix=None if edit is None else Fix("remove the default", safe=True, edits=(edit,)),
        )


_OF_JOBS = ("resources", "checkout")


def _users(jobs: tuple[JobSubject, ...], key: str) -> Iterator[Mapping]:
    """Yield every job or step that would get a default."""
    for job in jobs:
        if key == "resources" or (key == "checkout" and job.steps):
            yield job.body
        elif key in {"image", "shell"}:
            yield from (step.body for step in job.steps if step.step.script is not None)
        elif key == "working_directory":
            yield from (step.body for step in job.steps)


def _repeats(entry: Entry, given: list[Node | None]) -> bool:
    """Tell whether somebody writes the default's own value: then that one is too much."""
    value = entry.value
    return isinstance(value, Scalar) and any(isinstance(item, Scalar) and item.text == value.text for item in given)
