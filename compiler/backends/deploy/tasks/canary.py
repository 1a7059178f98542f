"""Canary: a share of the traffic that rises stage by stage, measured at each."""

from collections.abc import Sequence

from ....ir.release import Canary, Component, Deploy, Environment
from . import moves


def tasks(
    deploy: Deploy, strategy: Canary, environment: Environment, components: Sequence[Component]
) -> list[moves.Task]:
    """Return the moves; a stage is its approval, its weights, and its time of watching."""
    ordered = [moves.fetch(each) for each in components] + moves.bring_up(components)
    for number, stage in enumerate(strategy.stages, 1):
        if stage.approval:
            ordered.append(moves.approve(f"stage {number}", stage.approval))
        ordered += moves.shift(environment, components, stage.weight, stage.origin)
        if stage.duration:
            ordered.append(moves.observe(components, stage.duration, strategy if stage.weight < 100 else None))
    ordered += [moves.observe(components, deploy.monitor)] if deploy.monitor else []
    return ordered + moves.take_down(environment, components, strategy.drain_timeout, 0)
