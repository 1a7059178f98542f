"""Parameters are added, removed, renamed and given another default."""

from compiler.ir.plan import Parameter
from tests.review.core import speaking

from .fragments import fresh, replaced
from .registry import mutation


@mutation
def parameter_added(random, plan):
    return plan._replace(params=(*plan.params, Parameter(fresh(random, "p"), "string", fresh(random, "x"))))


@mutation
def parameter_removed(random, plan):
    spoken = repr(plan.jobs)
    rows = [each for each in plan.params if f"'{each.name}'" not in spoken]
    gone = random.choice(rows) if rows else None
    return plan._replace(params=tuple(each for each in plan.params if each is not gone)) if rows else None


@mutation
def parameter_default(random, plan):
    rows = plan.params
    return (
        plan._replace(params=replaced(rows, random.randrange(len(rows)), default=fresh(random, "d"))) if rows else None
    )


@mutation
def parameter_renamed(random, plan):
    if not plan.params:
        return None
    return speaking.rename_parameter(plan, random.choice(plan.params).name, fresh(random, "p"))
