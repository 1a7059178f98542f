"""Conditions without what is already decided: `true && x` is `x`, and a condition that always holds is none.

Only what changes no outcome goes: `x || true` stays, because `x` is evaluated first and may fail.
"""

from ..expression.syntax import Binary, Expression, Literal, Unary
from ..job import Job
from ..plan import Plan


def reduce_conditionals(plan: Plan) -> Plan:
    """Return the plan with the conditions of jobs and steps reduced; `Literal(False)` stays and means skipped."""
    return plan._replace(jobs=tuple(_reduce_job(job) for job in plan.jobs))


def _reduce_job(job: Job) -> Job:
    if any(step.conditional is not None for step in job.steps):
        job = job._replace(steps=tuple(step._replace(conditional=_condition(step.conditional)) for step in job.steps))
    return job if job.conditional is None else job._replace(conditional=_condition(job.conditional))


def _condition(condition: Expression | None) -> Expression | None:
    reduced = None if condition is None else reduce(condition)
    return None if isinstance(reduced, Literal) and reduced.value is True else reduced


def reduce(expression: Expression) -> Expression:
    """Return a boolean expression without constant operands where they decide nothing or all."""
    if isinstance(expression, Unary) and expression.operator == "!":
        operand = reduce(expression.operand)
        decided = _constant(operand)
        return expression._replace(operand=operand) if decided is None else _literal(not decided, expression)
    if isinstance(expression, Binary) and expression.operator in {"&&", "||"}:
        return _reduce_binary(expression, neutral=expression.operator == "&&")
    return expression


def _reduce_binary(expression: Binary, *, neutral: bool) -> Expression:
    left, right = reduce(expression.left), reduce(expression.right)
    if _constant(left) is not None:
        return right if _constant(left) is neutral else _literal(not neutral, expression)
    if _constant(right) is neutral:
        return left
    return expression._replace(left=left, right=right)


def _constant(expression: Expression) -> bool | None:
    value = expression.value if isinstance(expression, Literal) else None
    return value if isinstance(value, bool) else None


def _literal(value: bool, place: Expression) -> Literal:
    return Literal(value, place.start, place.end)
