"""Strategies: what Nomad's `Update` block does of them, and what the runtime does instead.

With a router, two versions run side by side: as many canaries as instances, promoted by the runtime once all traffic
is theirs. Without one, Nomad replaces instances in place, `MaxParallel` at a time, the old one first. Nothing is ever
promoted or reverted by Nomad itself: the runtime decides by what it measured.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ...ir.plan import Plan
from ...ir.release import AllAtOnce, Component, Deploy, Environment, Rolling
from ..traced import Traced
from .reserve import NANOSECONDS

_MIN_HEALTHY: Final = 10
_HEALTHY_DEADLINE: Final = 300


class Placement(NamedTuple):
    """A component in an environment, and the deployment jobs that bring it there, in the order of the plan."""

    environment: Environment
    component: Component
    deploys: tuple[Deploy, ...]

    @property
    def deploy(self) -> Deploy | None:
        """The deployment whose strategy shapes the job."""
        return self.deploys[0] if self.deploys else None

    @property
    def two_versions(self) -> bool:
        """Whether the old and the new version run at the same time while a deployment goes on."""
        return self.canaries(self.deploy) > 0

    def canaries(self, deploy: Deploy | None) -> int:
        """Return how many instances of the new version stand beside the old ones."""
        if deploy is None or self.environment.router is None or isinstance(deploy.strategy, AllAtOnce):
            return 0
        return self.component.replicas


def placements(plan: Plan) -> Iterator[Placement]:
    """Yield each component of each environment that runs on Nomad."""
    deploys: dict[tuple[str, str], list[Deploy]] = {}
    for job in plan.jobs:
        if job.deploy is not None:
            for name in job.deploy.components:
                deploys.setdefault((job.deploy.environment, name), []).append(job.deploy)
    for environment in plan.environments:
        if environment.runner == "nomad":
            for component in environment.components:
                found = deploys.get((environment.name, component.name), ())
                yield Placement(environment, component, tuple(found))


def update_block(placement: Placement) -> dict[str, Any]:
    """Return the group's `Update`. The server wants minimal health < healthy deadline < progress deadline."""
    deploy = placement.deploy
    healthy = _min_healthy(deploy)
    deadline = max(_healthy_deadline(placement), 2 * healthy)
    check = placement.component.health_check
    data = {
        "MaxParallel": _max_parallel(placement),
        "HealthCheck": "checks" if check is not None and check.type != "command" else "task_states",
        "MinHealthyTime": healthy * NANOSECONDS,
        "HealthyDeadline": deadline * NANOSECONDS,
        "ProgressDeadline": 2 * deadline * NANOSECONDS,
        "Canary": placement.canaries(deploy),
        "AutoRevert": False,
        "AutoPromote": False,
    }
    return Traced(deploy.strategy.origin, data) if deploy else data


def _max_parallel(placement: Placement) -> int:
    strategy = placement.deploy.strategy if placement.deploy else None
    if isinstance(strategy, Rolling) and not placement.two_versions:
        return min(strategy.batch_size, max(placement.component.replicas, 1))
    return max(placement.component.replicas, 1) if strategy else 1


def _min_healthy(deploy: Deploy | None) -> int:
    if deploy and isinstance(deploy.strategy, Rolling):
        return max(deploy.strategy.success_threshold * deploy.strategy.health_check_interval, 1)
    return _MIN_HEALTHY


def _healthy_deadline(placement: Placement) -> int:
    strategy = placement.deploy.strategy if placement.deploy else None
    base = strategy.health_check_timeout if isinstance(strategy, Rolling) else _HEALTHY_DEADLINE
    check = placement.component.health_check
    if check is None:
        return base
    return max(base, check.start_period + check.retries * (check.interval + check.timeout))


def drain(deploy: Deploy | None) -> int:
    """Return how many seconds an old instance goes on after it left its service, one at the least."""
    if deploy is None or isinstance(deploy.strategy, AllAtOnce):
        return 1
    return max(deploy.strategy.drain_timeout, 1)
