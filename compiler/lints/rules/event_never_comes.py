"""A condition asks for an event that the pipeline has.

The `triggers` say which events start a pipeline: without any these are `push`, `pull_request` and `manual`. A
condition that asks whether the event is another one has always the same answer. Conditions in included files are left
alone, they may serve other pipelines; so is `manual`, since anybody may start a pipeline by hand.

## Bad

```yaml
version: 1
name: shop
jobs:
  publish:
    conditional: trigger.event == 'tag'
    steps:
      - script: make publish
```

## Good

```yaml
version: 1
name: shop
triggers:
  - push
  - pull_request
  - tag
jobs:
  publish:
    conditional: trigger.event == 'tag'
    steps:
      - script: make publish
```

## Fix

Unsafe: a name that is nearly that of an event which the pipeline has is replaced by it.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ...frontend.template import ExpressionForm
from ...frontend.tree import Mapping, Scalar
from ...ir.expression import Binary, Expression, Literal, Problem, nearest, parse, path_of
from ...ir.expression.walk import walk
from ..subjects import JobSubject, Pipeline, StepSubject

RULE = Rule("PC870", "event-never-comes", "warning")

_EVENT: Final = (("trigger", "event"), ("env", "CI_PIPELINE_EVENT"))
_BY_HAND: Final = "manual"


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each comparison in a job's condition with an event that does not come."""
    yield from _check(job.pipeline, job.body)


def check_step(step: StepSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each comparison in a step's condition with an event that does not come."""
    yield from _check(step.job.pipeline, step.body)


def _check(pipeline: Pipeline, body: Mapping) -> Iterator[Diagnostic]:
    node = body.get("conditional")
    if not isinstance(node, Scalar) or ("event" not in node.text and "EVENT" not in node.text):
        return
    if not pipeline.owns(node.span):
        return
    events = tuple(dict.fromkeys(trigger.event for trigger in pipeline.checked.triggers))
    for comparison, event in _comparisons(pipeline, node):
        if event.value in events or event.value == _BY_HAND:
            continue
        span = pipeline.context.locate(node, event.start, event.end)
        always = "false" if comparison.operator == "==" else "true"
        yield RULE.at(
            span,
            f"no trigger of this pipeline is the event `{event.value}`: the comparison is always {always}",
            label=f"always {always}",
            help=f"add the event to `triggers`, or ask for one of {', '.join(f'`{name}`' for name in events)}",
            fix=_fix(pipeline, span, str(event.value), events),
        )


def _comparisons(pipeline: Pipeline, node: Scalar) -> Iterator[tuple[Binary, Literal]]:
    """Yield each comparison of the run's event with a text."""
    for expression in _expressions(pipeline, node):
        for each in walk(expression):
            if not isinstance(each, Binary) or each.operator not in {"==", "!="}:
                continue
            for side, other in ((each.left, each.right), (each.right, each.left)):
                if path_of(side) in _EVENT and isinstance(other, Literal) and isinstance(other.value, str):
                    yield each, other


def _expressions(pipeline: Pipeline, node: Scalar) -> Iterator[Expression]:
    if "${" in node.text:
        parts = pipeline.context.template(node)
        yield from (part.expression for part in parts if isinstance(part, ExpressionForm))
    else:
        expression = parse(node.text)
        if not isinstance(expression, Problem):
            yield expression


def _fix(pipeline: Pipeline, span: Span, written: str, events: tuple[str, ...]) -> Fix | None:
    near = nearest(written, events)
    source = pipeline.context.sources.get(span.path)
    if not near or source is None or source.text[span.start : span.end] != f"'{written}'":
        return None
    return Fix(f"write `{near}`", safe=False, edits=(Edit(span, f"'{near}'"),))
