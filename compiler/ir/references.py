"""Which values of a run a part of the plan reads."""

from collections.abc import Iterator

from .expression.syntax import Binary, Call, Expression, Index, Literal, Member, Root, Unary
from .expression.walk import paths
from .job import Job

_EXPRESSIONS = (Binary, Call, Index, Literal, Member, Root, Unary)


def read_paths(value: object) -> Iterator[tuple[str, ...]]:
    """Yield the paths of all expressions anywhere in a value of the plan: `("job", "build", "outputs", "digest")`."""
    if isinstance(value, _EXPRESSIONS):
        expression: Expression = value
        yield from (path.parts for path in paths(expression))
    elif isinstance(value, tuple):
        for each in value:
            if isinstance(each, tuple):  # constants are most of what there is
                yield from read_paths(each)


def paths_of_steps(job: Job) -> Iterator[tuple[str, ...]]:
    """Yield the paths that a job's steps and services read, its own condition left out."""
    for step in job.steps:
        yield from read_paths((tuple(each.value for each in step.environment), step.conditional, step.action))
    for service in job.services:
        yield from read_paths(tuple(each.value for each in service.environment))
