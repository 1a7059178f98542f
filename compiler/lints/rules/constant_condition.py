"""A condition depends on something.

`conditional: true` is what holds without it. `conditional: false` switches a job or step off for good: its lines stay
behind and are changed along with the rest, though nobody runs them. Conditions that read a parameter, a variable, a
matrix or the run are left alone, whatever they come to today; so is the value of an alias, it switches several places
at once.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    conditional: true
    steps:
      - script: make
  benchmark:
    conditional: false
    steps:
      - script: make benchmark
```

## Good

```yaml
version: 1
name: shop
params:
  benchmark: {type: boolean, default: false}
jobs:
  build:
    steps:
      - script: make
  benchmark:
    conditional: params.benchmark
    steps:
      - script: make benchmark
```

## Fix

Safe: a condition that always holds is removed. What never runs is the author's to remove, or to let a parameter switch.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ...frontend.removals import merges, remove_key
from ...frontend.tree import Mapping, Scalar
from ...ir.expression import Expression, Problem, Value, calls, evaluate, parse, paths
from ..subjects import JobSubject, Pipeline, StepSubject

RULE = Rule("PC861", "constant-condition", "warning")

_NOTHING: Final[dict[str, Value]] = {}


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a warning at the condition of a job that nothing can change."""
    yield from _constant(job.pipeline, job.body, f"job `{job.name}`")


def check_step(step: StepSubject) -> Iterator[Diagnostic]:
    """Yield a warning at the condition of a step that nothing can change."""
    name = step.declaration.name
    owner = f"step `{name}`" if step.declaration.named else f"{name} of job `{step.job.name}`"
    yield from _constant(step.job.pipeline, step.body, owner)


def _constant(pipeline: Pipeline, body: Mapping, owner: str) -> Iterator[Diagnostic]:
    entry = body.entry("conditional")
    if entry is None or not isinstance(entry.value, Scalar) or entry.value.used is not None:
        return
    value = _value(entry.value.text)
    source = pipeline.source(entry.key)
    if value is None or source is None or merges(body, entry, source):
        return
    if value:
        yield RULE.at(
            entry.value.span,
            f"this condition always holds: {owner} runs as without it",
            label="always true",
            help="remove `conditional`",
            fix=remove_key(body, "conditional", source, title="remove `conditional`", safe=True),
        )
    else:
        yield RULE.at(
            entry.value.span,
            f"{owner} never runs: its condition cannot become true",
            label="always false",
            help="remove what never runs, or let a parameter switch it on: `conditional: params.NAME`",
        )


def _value(text: str) -> bool | None:
    """Return what a condition without paths and calls comes to; None where it depends on anything."""
    if text in {"true", "false"}:
        return text == "true"
    if "trigger" in text or "params" in text or "env" in text:  # most of them: no need to read these
        return None
    expression = _expression(text.strip())
    if isinstance(expression, Problem) or any(paths(expression)) or any(calls(expression)):
        return None
    value = evaluate(expression, _NOTHING.__getitem__)
    return value if isinstance(value, bool) else None


def _expression(text: str) -> Expression | Problem:
    if text.startswith("${{") and text.endswith("}}"):
        text = text[3:-2]
    return parse(text)
