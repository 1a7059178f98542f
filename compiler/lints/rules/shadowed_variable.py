"""A variable reaches somebody with the value that it has.

Where every job gives a variable of the pipeline a value of its own, or every step one of the job, nobody ever sees the
outer value: it only misleads. A variable that another text reads by `${NAME}` or `env.NAME` is left alone, and so
is one of an included file.

## Bad

```yaml
version: 1
name: shop
global_env:
  LEVEL: info
jobs:
  build:
    environment: {LEVEL: debug}
    steps:
      - script: make
  test:
    environment: {LEVEL: trace}
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
global_env:
  LEVEL: info
jobs:
  build:
    steps:
      - script: make
  test:
    environment: {LEVEL: trace}
    steps:
      - script: make test
```

## Fix

Safe: the variable is removed where nobody sees it; every step has the value that it had.
"""

from collections.abc import Iterator, Sequence

from ...diagnostics import Diagnostic, Fix, Label, Rule
from ...frontend.removals import remove_nested
from ...frontend.tree import Entry, Mapping, Node, Scalar
from ..subjects import JobSubject, Pipeline
from ..uses import EVERY

RULE = Rule("PC851", "shadowed-variable", "hint")


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a hint for each variable of the pipeline that every job replaces."""
    variables = pipeline.body.get("global_env")
    jobs = [job for job in pipeline.jobs if job.steps]
    if not isinstance(variables, Mapping) or not jobs:
        return
    for entry in variables:
        found = [_replaced(job, entry.key.text) for job in jobs]
        if all(found) and _is_unseen(pipeline, entry, [item for each in found for item in each]):
            yield _told(pipeline, entry, found[0][0], "job", pipeline.body, "global_env")


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each variable of a job that every step replaces."""
    variables = job.body.get("environment")
    if not isinstance(variables, Mapping) or not job.steps:
        return
    for entry in variables:
        found = [_own(step.body, entry.key.text) for step in job.steps]
        if all(found) and _is_unseen(job.pipeline, entry, [item for item in found if item is not None]):
            yield _told(job.pipeline, entry, found[0], "step", job.body, "environment")


def _own(body: Mapping, name: str) -> Entry | None:
    variables = body.get("environment")
    return variables.entry(name) if isinstance(variables, Mapping) else None


def _replaced(job: JobSubject, name: str) -> list[Entry]:
    """Return where a job, or else each of its steps, replaces a variable; nothing where a step sees the outer one."""
    own = _own(job.body, name)
    if own is not None:
        return [own]
    entries = [_own(step.body, name) for step in job.steps]
    return [entry for entry in entries if entry is not None] if all(entries) else []


def _is_unseen(pipeline: Pipeline, entry: Entry, inner: Sequence[Entry]) -> bool:
    """Tell whether no other text reads a variable, and no inner one only repeats it."""
    name, uses = entry.key.text, pipeline.uses
    if entry.merged is not None or not pipeline.owns(entry.key.span) or uses.variables & {name, EVERY}:
        return False
    return not any(_text(item.value) == _text(entry.value) for item in inner)


def _text(node: Node) -> str | None:
    return node.text if isinstance(node, Scalar) else None


def _told(pipeline: Pipeline, entry: Entry, inner: Entry | None, owner: str, outer: Mapping, key: str) -> Diagnostic:
    edit = remove_nested(outer, key, entry, pipeline.source(entry.key))
    name = entry.key.text
    return RULE.at(
        entry.key.span,
        f"every {owner} gives `{name}` a value of its own: nobody sees this one",
        label="never seen",
        related=() if inner is None else (Label(inner.key.span, "replaced here"),),
        help=f"remove `{name}` here, or where its value should be this one",
        fix=None if edit is None else Fix("remove it here", safe=True, edits=(edit,)),
    )
