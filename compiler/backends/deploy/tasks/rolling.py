"""Rolling: a batch of slots at a time; at most `max_unavailable` old instances go before their successors are up."""

from collections.abc import Sequence

from ....ir.release import Component, Deploy, Environment, Rolling
from ..exposure import exposed
from . import moves, on_nomad


def tasks(
    deploy: Deploy, strategy: Rolling, environment: Environment, components: Sequence[Component]
) -> list[moves.Task]:
    """Return the moves, one component after the other in the order of their dependencies."""
    if environment.runner == "nomad":
        return on_nomad.rolling(deploy, strategy, environment, components)
    ordered = [moves.fetch(each) for each in components]
    for each in components:
        for batch in moves.batches(each, strategy.batch_size):
            ordered += _batch(strategy, environment, each, batch)
        ordered += [*_leave(strategy, environment, each, "all"), moves.verify(each)]
    ordered += [moves.observe(components, deploy.monitor)] if deploy.monitor else []
    return ordered + [moves.retire(each, 0) for each in reversed(components)]


def _batch(strategy: Rolling, environment: Environment, component: Component, batch: list[int]) -> list[moves.Task]:
    early, late = batch[: strategy.max_unavailable], batch[strategy.max_unavailable :]
    return [
        *(_leave(strategy, environment, component, early) if early else ()),
        moves.start(component, "new", batch),
        moves.check(component, batch, strategy),
        *([moves.admit(component, "new", batch)] if exposed(environment, component) else ()),
        *(_leave(strategy, environment, component, late) if late else ()),
    ]


def _leave(strategy: Rolling, environment: Environment, component: Component, slots: moves.Slots) -> list[moves.Task]:
    """Old instances go. `all` after the last batch: the old release may have had more of them than the new one."""
    drain = [moves.drain(component, "old", slots, strategy.drain_timeout)] if exposed(environment, component) else []
    return [*drain, moves.stop(component, "old", slots)]
