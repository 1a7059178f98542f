"""Each instance of a matrix does something else.

An axis whose values nothing in the job reads multiplies the job by copies that all do the same. Values reach a step by
`${matrix.AXIS}` and in no other way. An axis that counts (1, 2, 3) is left alone, it repeats the job on purpose; so is
one that only names combinations of others, one of a job that takes an artifact from a matrix with the same axes, or
whose scripts ask for `CI_WORKFLOW_NAME`.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    matrix:
      python: ["3.12", "3.13"]
      system: [debian, alpine]
    steps:
      - image: registry.example/python:${matrix.python}
        script: pytest
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    matrix:
      python: ["3.12", "3.13"]
      system: [debian, alpine]
    steps:
      - image: registry.example/python:${matrix.python}-${matrix.system}
        script: pytest
```

## Fix

None: whether the value was forgotten in a step or the axis is too much is the author's to say.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Rule
from ...frontend.checked import same_axes
from ...frontend.tree import Mapping
from ..subjects import JobSubject
from ..uses import EVERY, axes_used

RULE = Rule("PC864", "unused-axis", "warning")


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each axis that nothing in the job reads."""
    axes = job.checked.axes
    if not axes or not job.checked.expanded:
        return
    used = axes_used(job.body)
    if EVERY in used or used >= set(axes) or _differs_otherwise(job):
        return
    matrix = job.body.get("matrix")
    for axis in _idle_axes(job, used):
        entry = matrix.entry(axis) if isinstance(matrix, Mapping) else None
        if entry is None:
            continue
        yield RULE.at(
            entry.key.span,
            f"nothing in job `{job.name}` reads `matrix.{axis}`: instances with other values of it do the same",
            label="not read",
            help=f"use it as `${{matrix.{axis}}}`, or remove the axis",
        )


def _idle_axes(job: JobSubject, used: frozenset[str]) -> Iterator[str]:
    """Yield the axes in which instances differ that are equal in all axes that are read."""
    places = [dict(instance.matrix.values) for instance, _ in job.checked.instances if instance.matrix is not None]
    groups: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for place in places:
        groups.setdefault(tuple(text for axis, text in place.items() if axis in used), []).append(place)
    for axis in job.checked.axes:
        if axis in used or _counts(list(dict.fromkeys(place[axis] for place in places))):
            continue
        if any(len({place[axis] for place in group}) > 1 for group in groups.values()):
            yield axis


def _counts(values: list[str]) -> bool:
    """Tell whether values are plain numbers in a row, as of repetitions and shards."""
    numbers = [int(value) for value in values if value.isdecimal() and len(value) < 6]
    return len(numbers) == len(values) and sorted(numbers) == list(range(min(numbers), min(numbers) + len(numbers)))


def _differs_otherwise(job: JobSubject) -> bool:
    """Tell whether instances may differ in what the texts of the job do not say."""
    jobs = {other.name: other.checked for other in job.pipeline.jobs}
    taken = (jobs.get(item.job) for item in job.checked.instances[0][1])
    if any(other is not None and same_axes(other, job.checked) for other in taken):
        return True
    return any(step.step.script is not None and "CI_WORKFLOW_NAME" in step.step.script for step in job.steps)
