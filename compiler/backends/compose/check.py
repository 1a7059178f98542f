"""What a plan asks for that Compose cannot give, at the user's lines."""

from collections.abc import Iterable, Iterator

from ...diagnostics import Diagnostic
from ...ir.plan import Plan
from ..causes import Causes
from ..profile import Profile
from ..rules.parameter_pattern import pattern_not_checked
from .check_environments import check_environments
from .check_jobs import check_job
from .check_names import check_names
from .emit import with_jobs
from .graph import runnable
from .jobs import context
from .rules import after_deployment, concurrency


def check(plan: Plan, profile: Profile) -> Iterator[Diagnostic]:
    """Yield all problems of a plan on Compose: its environments, then its jobs."""
    yield from check_names(plan)
    yield from check_environments(plan)
    if with_jobs(plan, profile):
        yield from _jobs(plan, profile)


def _jobs(plan: Plan, profile: Profile) -> Iterable[Diagnostic]:
    all_jobs = context(plan, profile)
    causes = Causes()
    for job in runnable(plan).jobs:
        yield from causes.new(job.id, check_job(job, all_jobs))
    yield from _left_out(plan)
    if plan.concurrency:
        yield concurrency.concurrency_not_kept(plan.concurrency)
    for parameter in plan.params:
        if parameter.pattern is not None:
            yield pattern_not_checked(parameter, profile.target)


def _left_out(plan: Plan) -> Iterator[Diagnostic]:
    cause = {job.id: job for job in plan.jobs if job.deploy}
    for job in runnable(plan).after_deployment:
        deployment = next(cause[each.job] for each in job.depends_on if each.job in cause)
        cause[job.id] = deployment
        yield after_deployment.after_deployment(job, deployment)
