"""What Nomad cannot express, decided before anything is written."""

from collections.abc import Iterable, Iterator

from ...diagnostics import Diagnostic
from ...ir.plan import Plan
from ...ir.release import Environment
from ..causes import Causes
from ..profile import Profile
from .check_components import check_placement
from .check_jobs import check_job
from .rules import shared_cluster
from .update import placements


def check(plan: Plan, profile: Profile) -> Iterable[Diagnostic]:
    """Yield a diagnostic for each thing that the jobs would lose or get wrong."""
    causes = Causes()
    for job in plan.jobs:
        if job.steps:
            yield from causes.new(job.id, check_job(plan, job, profile))
    yield from _clusters(plan)
    for placement in placements(plan):
        yield from check_placement(plan, placement)


def _clusters(plan: Plan) -> Iterator[Diagnostic]:
    """Find environments whose jobs would overwrite each other's: of one id in one namespace of one cluster."""
    seen: dict[tuple[str | None, str | None, str | None], Environment] = {}
    for environment in plan.environments:
        if environment.runner == "nomad":
            target = environment.target
            place = (target.address, target.region, target.namespace)
            if place in seen:
                yield shared_cluster.same_place(environment, seen[place])
            else:
                seen[place] = environment
