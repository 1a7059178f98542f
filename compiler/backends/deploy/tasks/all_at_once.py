"""All at once: stop the old, start the new. There is a gap between them."""

from collections.abc import Sequence

from ....ir.release import AllAtOnce, Component, Deploy, Environment
from . import moves


def tasks(
    deploy: Deploy, strategy: AllAtOnce, environment: Environment, components: Sequence[Component]
) -> list[moves.Task]:
    """Return the moves, components in the order of their dependencies."""
    ordered = [moves.fetch(each) for each in components]
    for each in components:
        ordered += [
            moves.stop(each, "old", "all", restore=moves.give_back(environment, each)),
            moves.start(each, "new", "all"),
            moves.check(each, "all"),
            moves.verify(each),
        ]
        ordered += moves.shift(environment, [each], 100, strategy.origin)
    ordered += [moves.observe(components, deploy.monitor)] if deploy.monitor else []
    return ordered + [moves.retire(each, 0) for each in reversed(components)]
