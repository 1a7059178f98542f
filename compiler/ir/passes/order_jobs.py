"""Jobs in a stable topological order: every dependency before its dependents, ties by the order of the file."""

from ..graph import topological_order
from ..plan import Plan


def order_jobs(plan: Plan) -> Plan:
    """Return the plan with its jobs ordered; a plan with a cycle as it is, which the verifier then refuses."""
    jobs = {job.id: job for job in plan.jobs}
    order = topological_order({job.id: [dependency.job for dependency in job.depends_on] for job in plan.jobs})
    if order is None or len(order) != len(plan.jobs):
        return plan
    return plan._replace(jobs=tuple(jobs[name] for name in order))
