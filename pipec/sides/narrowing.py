"""What a diff is limited to: one environment."""

from collections.abc import Iterable
from typing import NamedTuple

from compiler.ir.plan import Plan

from ..options import refuse_name


class Narrow(NamedTuple):
    """Of which environment is spoken, empty for all; whether files with the same plan are wanted too, made anew."""

    environment: str = ""
    anew: bool = False

    def check(self, plans: Iterable[Plan | None]) -> None:
        """Refuse an environment that no plan has; plans are made until one has it."""
        known: dict[str, None] = {}
        for plan in plans:
            known.update(dict.fromkeys(each.name for each in plan.environments) if plan else {})
            if self.environment in known:
                return
        refuse_name("environment", self.environment, tuple(known))

    def plans(self, before: Plan | None, after: Plan | None) -> tuple[Plan | None, Plan | None]:
        """Return both plans without what does not reach the environment."""
        if not self.environment:
            return before, after
        kept = {name for plan in (before, after) if plan is not None for name in self._reaching(plan)}
        return self._narrowed(before, kept), self._narrowed(after, kept)

    def _reaching(self, plan: Plan) -> set[str]:
        """Return the jobs that a deployment to the environment waits for, directly or not."""
        edges = {job.id: [edge.job for edge in job.depends_on] for job in plan.jobs}
        waiting = [job.id for job in plan.jobs if job.deploy and job.deploy.environment == self.environment]
        reached: set[str] = set()
        while waiting:
            for name in edges.get(waiting.pop(), ()):
                if name not in reached:
                    reached.add(name)
                    waiting.append(name)
        return reached

    def _narrowed(self, plan: Plan | None, reaching: set[str]) -> Plan | None:
        """Return a plan without what does not reach the environment.

        A job that deploys elsewhere and is waited for decides when, and whether, this environment is deployed to: of
        it all is kept but what it deploys.
        """
        if plan is None:
            return None
        environments = tuple(each for each in plan.environments if each.name == self.environment)
        names = {component.name for each in environments for component in each.components}
        jobs = tuple(
            job if here else job._replace(deploy=None)
            for job in plan.jobs
            if (here := job.deploy is None or job.deploy.environment == self.environment) or job.id in reaching
        )
        kept = {job.id for job in jobs}
        return plan._replace(
            environments=environments,
            components=tuple(each for each in plan.components if each.name in names),
            jobs=tuple(
                job._replace(depends_on=tuple(edge for edge in job.depends_on if edge.job in kept)) for job in jobs
            ),
        )
