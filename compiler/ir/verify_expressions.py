"""Invariants of expressions: what they refer to exists and is known when the pipeline runs."""

from collections.abc import Iterator
from typing import Final

from .expression.syntax import Expression
from .expression.walk import paths
from .job import Job
from .plan import Plan
from .texts import expressions_of, lazy_texts, step_texts

_ROOTS: Final = frozenset({"params", "job", "steps", "env", "trigger", "release"})
"""`matrix` is known at compile time and never stands in a plan."""


def check_expressions(plan: Plan) -> Iterator[str]:
    """Yield what is broken in the expressions of jobs and steps."""
    outputs: dict[str, set[str]] = {}
    for job in plan.jobs:
        outputs.setdefault(job.name, set()).update(job.outputs)
    params = {parameter.name for parameter in plan.params}
    for job in plan.jobs:
        for where, steps, expression in _expressions(job):
            for path in paths(expression):
                problem = _problem(path.parts, steps, params, outputs)
                if problem:
                    yield f"{where} refers to `{'.'.join(path.parts)}`: {problem}"
        yield from _check_lazy(job)


def _expressions(job: Job) -> Iterator[tuple[str, frozenset[str], Expression]]:
    """Yield each expression with where it stands and which steps it may name."""
    where = f"job `{job.id}`"
    steps = frozenset(name for step in job.steps for name in (step.id, step.name))
    if job.conditional is not None:
        yield where, frozenset(), job.conditional
    for service in job.services:
        for variable in service.environment:
            for expression in expressions_of(variable.value):
                yield where, frozenset(), expression
    for step in job.steps:
        if step.conditional is not None:
            yield f"step `{step.id}` of {where}", steps, step.conditional
        for text in step_texts(step):
            for expression in expressions_of(text):
                yield f"step `{step.id}` of {where}", steps, expression


def _check_lazy(job: Job) -> Iterator[str]:
    """Yield what else than `response` an action would have to know that evaluates an argument itself."""
    for step in job.steps:
        read = (path.parts for text in lazy_texts(step) for each in expressions_of(text) for path in paths(each))
        for parts in read:
            if parts[0] != "response":
                yield f"step `{step.id}` of job `{job.id}` awaits `{'.'.join(parts)}`: only `response` is there"


def _problem(parts: tuple[str, ...], steps: frozenset[str], params: set[str], outputs: dict[str, set[str]]) -> str:
    root, name = parts[0], parts[1] if len(parts) > 1 else ""
    if root not in _ROOTS:
        return "nothing of that name is left when the pipeline runs"
    if root == "params" and name and name not in params:
        return "no parameter that is bound at run time"
    if root == "steps" and name and name not in steps:
        return "no such step in this job"
    if root == "job" and name:
        return _job_problem(name, parts[2:], outputs)
    return ""


def _job_problem(name: str, rest: tuple[str, ...], outputs: dict[str, set[str]]) -> str:
    if name not in outputs:
        return "no such job"
    if rest[:1] == ("outputs",) and len(rest) > 1 and rest[1] not in outputs[name]:
        return "no such output"
    return ""
