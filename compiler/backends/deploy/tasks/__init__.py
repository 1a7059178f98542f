"""The ordered tasks of a deployment: one module for each strategy, found in one registry."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from ....ir.release import Component, Deploy, Environment
from . import all_at_once, blue_green, canary, moves, rolling
from .on_nomad import is_replaced, replacing

_Tasks = Callable[[Deploy, Any, Environment, Sequence[Component]], list[moves.Task]]

_STRATEGIES: Final[dict[str, _Tasks]] = {
    "all-at-once": all_at_once.tasks,
    "rolling": rolling.tasks,
    "blue-green": blue_green.tasks,
    "canary": canary.tasks,
}


def deployment_tasks(deploy: Deploy, environment: Environment) -> list[moves.Task]:
    """Return the numbered tasks of a deployment, in the order in which they are done."""
    components = by_dependency(deploy, environment)
    if is_replaced(deploy, environment):
        strategic = replacing(deploy, environment, components)
    else:
        strategic = _STRATEGIES[deploy.strategy.type](deploy, deploy.strategy, environment, components)
    ordered = [*moves.ask_first(environment), *strategic, moves.record()]
    for number, task in enumerate(ordered, 1):
        task["id"] = f"{number}-{task['move'].replace('_', '-')}"
    return ordered


def by_dependency(deploy: Deploy, environment: Environment) -> list[Component]:
    """Return the deployed components, what they depend on first, else in the plan's order."""
    wanted = {each.name: each for each in environment.components if each.name in deploy.components}
    ordered: dict[str, Component] = {}
    waiting = list(reversed(wanted))
    while waiting:
        name = waiting[-1]
        missing = [each for each in wanted[name].depends_on if each in wanted and each not in ordered]
        if name in ordered or not missing:
            ordered.setdefault(name, wanted[waiting.pop()])
        else:
            waiting.extend(reversed(missing))
    return list(ordered.values())
