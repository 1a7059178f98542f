"""A variable is given a value where it changes.

A step that gives a variable the value which its job gives it already, or a job the one of the pipeline, says nothing
new, and hides which values really differ. When the outer value changes, this one stays behind. Values with references
in them are not compared: they may mean something else in another place; nor is anything of an included file, which
other pipelines include too.

## Bad

```yaml
version: 1
name: shop
global_env:
  LEVEL: info
jobs:
  build:
    environment:
      LEVEL: info
      TARGET: all
    steps:
      - script: make
```

## Good

```yaml
version: 1
name: shop
global_env:
  LEVEL: info
jobs:
  build:
    environment:
      TARGET: all
    steps:
      - script: make
```

## Fix

Safe: the inner one is removed; the value is the same.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Fix, Label, Rule
from ...frontend.removals import remove_nested
from ...frontend.tree import Entry, Mapping, Node, Scalar
from ..subjects import JobSubject, Pipeline, StepSubject

RULE = Rule("PC852", "repeated-variable", "hint")


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each variable of a job that has the pipeline's value."""
    outer = job.pipeline.body.get("global_env")
    if isinstance(outer, Mapping):
        yield from _repeated(job.pipeline, job.body, (outer,))


def check_step(step: StepSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each variable of a step that has the job's value, or the pipeline's."""
    job = step.job
    if step.body.get("environment") is not None:
        outer = (job.body.get("environment"), job.pipeline.body.get("global_env"))
        yield from _repeated(job.pipeline, step.body, outer)


def _repeated(pipeline: Pipeline, body: Mapping, outer: tuple[Node | None, ...]) -> Iterator[Diagnostic]:
    variables = body.get("environment")
    if not isinstance(variables, Mapping) or variables.used is not None:
        return
    for entry in variables:
        first = _nearest(entry.key.text, outer)
        if first is None or not _same(entry.value, first.value):
            continue
        if not pipeline.owns(entry.key.span) or not pipeline.owns(first.key.span):
            continue
        source = pipeline.source(entry.key)
        if entry.merged is not None or entry.value.used is not None or source is None:
            continue
        edit = remove_nested(body, "environment", entry, source)
        yield RULE.at(
            entry.key.span,
            f"`{entry.key.text}` has this value already",
            label="says nothing new",
            related=(Label(first.key.span, "given here"),),
            help="remove it here",
            fix=None if edit is None else Fix("remove it here", safe=True, edits=(edit,)),
        )


def _nearest(name: str, outer: tuple[Node | None, ...]) -> Entry | None:
    entries = (node.entry(name) for node in outer if isinstance(node, Mapping))
    return next((entry for entry in entries if entry is not None), None)


def _same(value: Node, other: Node) -> bool:
    """Tell whether two values are the same constant."""
    if not isinstance(value, Scalar) or not isinstance(other, Scalar):
        return False
    return value.text == other.text and "${" not in value.text
