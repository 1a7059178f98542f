"""Blue-green: the whole new version beside the old one, tried while idle, then one switch."""

from collections.abc import Sequence

from ....ir.release import BlueGreen, Component, Deploy, Environment, SmokeTest
from ...traced import Traced
from ..values import health_check
from . import moves


def tasks(
    deploy: Deploy, strategy: BlueGreen, environment: Environment, components: Sequence[Component]
) -> list[moves.Task]:
    """Return the moves; traffic of all components moves before any old one is stopped."""
    ordered = [moves.fetch(each) for each in components] + moves.bring_up(components)
    if strategy.smoke_test:
        ordered.append(_smoke_test(strategy.smoke_test, components))
    if strategy.switch_approval:
        ordered.append(moves.approve("switch", strategy.switch_approval))
    ordered += moves.shift(environment, components, 100, strategy.origin)
    ordered.append(moves.observe(components, max(strategy.monitor, deploy.monitor)))
    return ordered + moves.take_down(environment, components, strategy.drain_timeout, strategy.keep_old)


def _smoke_test(test: SmokeTest, components: Sequence[Component]) -> moves.Task:
    data = {
        "move": "smoke_test",
        "components": [component.name for component in components],
        "health_check": health_check(test.health_check),
        "script": test.script,
        "undo": [],
    }
    return Traced(test.origin, data)
