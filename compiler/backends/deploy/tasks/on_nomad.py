"""What Nomad does in another order than hosts, because it starts and stops a component's instances together.

Behind a router the new version stands beside the old one until Nomad is told to promote it, and that stops the old
one: it goes on without traffic until `retire`. All at once, and without a router, a start replaces the old version.
"""

from collections.abc import Sequence

from ....ir.release import AllAtOnce, Component, Deploy, Environment, Rolling
from ..exposure import exposed
from . import moves


def is_replaced(deploy: Deploy, environment: Environment) -> bool:
    """Tell whether the new version takes the old one's place instead of standing beside it."""
    alone = environment.router is None or isinstance(deploy.strategy, AllAtOnce)
    return environment.runner == "nomad" and alone


def replacing(deploy: Deploy, environment: Environment, components: Sequence[Component]) -> list[moves.Task]:
    """Return the moves where the new version takes the old one's place, as many at a time as the job itself says."""
    strategy = deploy.strategy if isinstance(deploy.strategy, Rolling) else None
    ordered = [moves.fetch(each) for each in components]
    for each in components:
        ordered += [
            moves.replace(each, moves.give_back(environment, each)),
            moves.check(each, "all", strategy),
            moves.verify(each),
        ]
        ordered += moves.shift(environment, [each], 100, deploy.strategy.origin)
    return ordered + ([moves.observe(components, deploy.monitor)] if deploy.monitor else [])


def rolling(
    deploy: Deploy, strategy: Rolling, environment: Environment, components: Sequence[Component]
) -> list[moves.Task]:
    """Return the moves of a rolling deployment behind a router: what goes batch by batch is the traffic."""
    ordered = [moves.fetch(each) for each in components]
    for each in components:
        ordered += [moves.start(each, "new", "all"), moves.check(each, "all", strategy), moves.verify(each)]
        if exposed(environment, each):
            ordered += _batches(strategy, each)
    ordered += [moves.observe(components, deploy.monitor)] if deploy.monitor else []
    return ordered + [moves.retire(each, 0) for each in reversed(components)]


def _batches(strategy: Rolling, component: Component) -> list[moves.Task]:
    ordered: list[moves.Task] = []
    for batch in moves.batches(component, strategy.batch_size):
        ordered += [moves.admit(component, "new", batch), moves.drain(component, "old", batch, strategy.drain_timeout)]
    return [*ordered, moves.drain(component, "old", "all", strategy.drain_timeout)]
