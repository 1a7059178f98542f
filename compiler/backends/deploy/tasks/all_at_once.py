"""All at once: stop the old, start the new. There is a gap between them."""

from collections.abc import Sequence

from ....ir.release import AllAtOnce, Component, Deploy, Environment
from ..exposure import exposed
from . import moves


def tasks(
    deploy: Deploy, strategy: AllAtOnce, environment: Environment, components: Sequence[Component]
) -> list[moves.Task]:
    """Return the moves, components in the order of their dependencies."""
    ordered = [moves.fetch(each) for each in components]
    for each in components:
        behind_router = exposed(environment, each)
        back = [moves.weigh(each, 0, strategy.origin)] if behind_router else []
        ordered += [
            moves.stop(each, "old", "all", restore=[{k: v for k, v in task.items() if k != "undo"} for task in back]),
            moves.start(each, "new", "all"),
            moves.check(each, "all"),
            moves.verify(each),
        ]
        if behind_router:
            ordered.append(moves.weigh(each, 100, strategy.origin))
    ordered += [moves.observe(components, deploy.monitor)] if deploy.monitor else []
    return ordered + [moves.retire(each, 0) for each in reversed(components)]
